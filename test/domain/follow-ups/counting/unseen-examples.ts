import type { Said } from '../../../../shared/domain/follow-ups/counting/said.ts';
import type { Example } from './examples.ts';

/** Written before anything was tuned, without a look at code or table: none of them is to be tuned for. */
export const UNSEEN_OF_PEOPLE: readonly Example[] = [
  [true, 'The retry loop never sleeps, so a failing upstream gets hammered.'],
  [false, 'Nice work, thanks!'],
  [true, 'Nice work, but the migration is missing a down step.'],
  [false, 'Looks great to me 🎉'],
  [false, 'ship it 🚢'],
  [false, '> the cache is never cleared\n\nAgreed.'],
  [true, '> the cache is never cleared\n\nPlease clear it when the tenant changes.'],
  [true, '```suggestion\n  const total = items.length;\n```'],
  [false, '```ts\nconst a = 1;\n```'],
  [false, '@maria could you have a look at the SQL here?'],
  [true, '@ai-implement the default should be 30 seconds, not 30 minutes'],
  [false, 'Sieht gut aus, danke!'],
  [true, 'Bitte noch einen Test für den leeren Fall ergänzen.'],
  [false, 'Très bien, merci beaucoup'],
  [true, "Il manque la gestion des erreurs quand le fichier n'existe pas."],
  [false, '¡Perfecto!'],
  [true, '¿Por qué se ignora el código de salida?'],
  [false, '素晴らしい、ありがとうございます'],
  [true, 'ここは null チェックが必要です。'],
  [false, 'Отлично, спасибо!'],
  [true, 'Why is this public?'],
  [true, 'nit: trailing whitespace'],
  [false, 'Rebased on main.'],
  [false, '/ai-implement add a changelog line'],
  [true, 'The button has no label for screen readers.\n\n/ai-implement'],
  [false, '<!-- template: describe your review here -->'],
  [true, 'LGTM once the flaky test is dealt with'],
  [false, '+1'],
  [false, 'Approving, CI is green.'],
  [true, 'This will break clients that still send `v1` headers'],
  [false, '👍👍'],
  [false, 'Ótimo trabalho!'],
];

/** As GitHub's GraphQL names the bots. */
export const UNSEEN_OF_BOTS: readonly (readonly [counts: boolean, login: string, kind: Said['kind'], body: string])[] =
  [
    [true, 'coderabbitai', 'inline', '_⚠️ Potential issue_ | _🟠 Major_\n\n**Missing await.** The promise is dropped.'],
    [false, 'coderabbitai', 'inline', '_🧹 Nitpick_ | _🔵 Trivial_\n\nConsider renaming this variable.'],
    [
      true,
      'chatgpt-codex-connector',
      'inline',
      '**<sub><sub>![P1 Badge](https://img.shields.io/badge/P1-orange?style=flat)</sub></sub>  Close the handle on failure**\n\nThe handle leaks when parsing throws.',
    ],
    [
      true,
      'gemini-code-assist',
      'inline',
      '![high](https://www.gstatic.com/codereviewagent/high-priority.svg)\n\nThe index is off by one.',
    ],
    [
      false,
      'gemini-code-assist',
      'inline',
      '![low](https://www.gstatic.com/codereviewagent/low-priority.svg)\n\nA comment would help here.',
    ],
    [false, 'codecov', 'conversation', '## Codecov Report\nAll modified lines are covered by tests.'],
    [false, 'dependabot', 'conversation', 'Bumps foo from 1.0 to 1.1.'],
    [false, 'coderabbitai', 'conversation', '## Walkthrough\n\nThis pull request adds a retry to the client.'],
  ];
