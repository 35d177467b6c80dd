// What functions import at their first use takes real time, of which the scheduler knows nothing: it is loaded here, ahead.
import '../../functions/advance-run/check-run.ts';
import '../../functions/advance-run/offer-freed.ts';
import '../../functions/advance-run/offer-next.ts';
import '../../functions/advance-run/new-plan.ts';
import '../../functions/advance-run/replan.ts';
import '../../functions/advance-run/review-plan.ts';
