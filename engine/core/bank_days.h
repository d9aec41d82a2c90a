#ifndef ENGINE_CORE_BANK_DAYS_H
#define ENGINE_CORE_BANK_DAYS_H

#include "engine/core/clock.h"

/* Bank business days: direct entry settles from Monday to Friday, but not on the holidays that New South
 * Wales and Victoria both observe. By rule, not from holidays/: both states' acts fix these days for
 * every year, and a payment may fall past the horizon of the data. */

/* Why nothing settles on the date: "a Saturday", "Good Friday", "the substitute day of Boxing Day"; NULL
 * where it is a bank business day. date: one of the years 2 to 9998, as in the others. */
const char *bank_closed_by(day date);

/* The date itself, or the bank business day before it. */
day bank_day_at_or_before(day date);
/* The date itself, or the bank business day after it. */
day bank_day_at_or_after(day date);

#endif
