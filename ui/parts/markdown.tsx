import { type Block, parseMarkdown, type Span } from '../markdown.ts';
import { Outside } from './link.tsx';

/** Text of runs and people, shown as elements of ours: whatever HTML is in it stays text. */
export function Markdown({ text }: { text: string }) {
  return (
    <div class="prose">
      {parseMarkdown(text).map((block, index) => (
        <BlockView key={index.toString()} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading':
      return (
        <h3>
          <Spans spans={block.spans} />
        </h3>
      );
    case 'paragraph':
      return (
        <p>
          <Spans spans={block.spans} />
        </p>
      );
    case 'code':
      return <pre>{block.text}</pre>;
    case 'rule':
      return <hr />;
    case 'list':
      return (
        <ul>
          {block.items.map((item, index) => (
            <li key={index.toString()}>
              <Spans spans={item} />
            </li>
          ))}
        </ul>
      );
  }
}

function Spans({ spans }: { spans: Span[] }) {
  return (
    <>
      {spans.map((span, index) => (
        <SpanView key={index.toString()} span={span} />
      ))}
    </>
  );
}

function SpanView({ span }: { span: Span }) {
  switch (span.kind) {
    case 'text':
      return <>{span.text}</>;
    case 'strong':
      return <strong>{span.text}</strong>;
    case 'code':
      return <code>{span.text}</code>;
    case 'link':
      return <Outside href={span.href}>{span.text}</Outside>;
  }
}
