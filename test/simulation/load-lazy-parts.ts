// What functions import at their first use takes real time, of which the scheduler knows nothing: it is loaded here, ahead.
import '../../functions/advance-run/check-ended.ts';
import '../../functions/advance-run/check-run.ts';
import '../../functions/advance-run/settle-run.ts';
import '../../functions/advance-run/show-ticket.ts';
import '../../functions/advance-run/follow-ups/answer-pull-request.ts';
import '../../functions/advance-run/follow-ups/offer-follow-up.ts';
import '../../functions/advance-run/follow-ups/settle-follow-up.ts';
import '../../functions/advance-run/follow-ups/take-change.ts';
import '../../functions/advance-run/follow-ups/take-comment.ts';
import '../../functions/advance-run/look-at-ticket.ts';
import '../../functions/advance-run/offer-next.ts';
import '../../functions/dispatch-run/check-follow-up.ts';
import '../../functions/advance-run/new-plan.ts';
import '../../functions/advance-run/replan.ts';
import '../../functions/advance-run/review-plan.ts';
import '../../functions/advance-run/tell-unshown.ts';
import '../../shared/contract/failures.ts';
