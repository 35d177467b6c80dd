// What functions import at their first use takes real time, of which the scheduler knows nothing: it is loaded here, ahead.
import '../../functions/advance-run/replan.ts';
import '../../functions/advance-run/review-plan.ts';
import '../../shared/contract/failures.ts';
