/** What counts of what bots say of a pull request. */
export const REVIEW_FIELDS = {
  trustedReviewBots: {
    group: 'Review',
    label: 'Review bots that count',
    hint: 'Logins, separated by commas. Their findings start follow-ups; those of bots that are not named do not.',
    placeholder: 'coderabbitai, chatgpt-codex-connector, gemini-code-assist, greptile-apps, claude, cursor',
  },
  minorFindingsCount: {
    group: 'Review',
    label: 'What bots call trivial or low',
    isFlag: true,
    choices: [
      { value: 'false', label: 'Does not count' },
      { value: 'true', label: 'Counts as well' },
    ],
  },
} as const;
