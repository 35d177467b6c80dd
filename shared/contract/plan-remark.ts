/** Most characters of what a person wants of another plan. */
export const PLAN_REMARK_LENGTH = 2000;
