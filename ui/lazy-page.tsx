import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Failure, Title } from './parts/marks.tsx';
import { focusHeading } from './route.ts';

/** A page whose code is loaded with its first view, so that those before it need not wait for it; until then its title stands there. */
export function lazyPage<Props extends object>(
  title: string,
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const loaded = signal<{ Page: ComponentType<Props> } | undefined>(undefined);
  const isMissing = signal(false);
  const begin = async () => {
    isMissing.value = false;
    try {
      loaded.value = { Page: await load() };
    } catch {
      isMissing.value = true;
    }
  };
  return function LazyPage(props: Props) {
    const Page = loaded.value?.Page;
    useEffect(() => {
      if (Page === undefined) void begin();
      else focusHeading();
    }, [Page]);
    if (Page !== undefined) return <Page {...props} />;
    return (
      <>
        <Title>{title}</Title>
        {isMissing.value && <Missing />}
      </>
    );
  };
}

/** After a deployment the files of the version before are gone. */
function Missing() {
  return (
    <>
      <Failure text="This page cannot be loaded: the server cannot be reached, or has another version by now." />
      <p>
        <button type="button" class="button" onClick={() => location.reload()}>
          Load anew
        </button>
      </p>
    </>
  );
}
