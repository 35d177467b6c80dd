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
          {block.items.map(({ depth, mark, spans }, index) => (
            <li key={index.toString()} class={`depth-${depth} ${mark === undefined ? '' : 'numbered'}`}>
              {mark !== undefined && <span class="item-mark">{mark} </span>}
              <Spans spans={spans} />
            </li>
          ))}
        </ul>
      );
    case 'table':
      return <Table {...block} />;
  }
}

function Table({ head, rows }: Extract<Block, { kind: 'table' }>) {
  return (
    <section class="table-frame" aria-label="Table">
      <table>
        <thead>
          <tr>
            {head.map((spans, index) => (
              <th key={index.toString()} scope="col">
                <Spans spans={spans} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row.toString()}>
              {cells.map((spans, index) => (
                <td key={index.toString()}>
                  <Spans spans={spans} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
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
    case 'em':
      return <em>{span.text}</em>;
    case 'code':
      return <code>{span.text}</code>;
    case 'link':
      return <Outside href={span.href}>{span.text}</Outside>;
  }
}
