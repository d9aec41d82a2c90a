/* Policy: silent
 *
 * How this is read: R5 what a supplier owes comes off what the supplier earns; what is left of it is
 * carried. D9 by instalments so much comes off at most, and the rest is carried although there was something to
 * take it from. D8 what is written off is not claimed any more, but a later credit pays it first.
 */
#include "engine/core/rules/settlement.h"

static money lesser(money a, money b)
{
    return a.cents < b.cents ? a : b;
}

struct settlement settlement_make(const struct settlement_question *question)
{
    CHECK(question->earned.cents >= 0 && question->brought.cents >= 0 &&
          question->taken.cents >= 0 && question->written_off.cents >= 0 &&
          question->write_off.cents >= 0 &&
          (!question->by_instalments || question->instalment.cents >= 0));
    const money owed = money_add(question->brought, question->taken);
    const money could = lesser(owed, question->earned);
    struct settlement settlement = {
        .came_off = question->by_instalments ? lesser(could, question->instalment) : could};
    const money left = money_subtract(owed, settlement.came_off);
    settlement.written_off = lesser(question->write_off, left);
    settlement.carried = money_subtract(settlement.written_off, left);
    settlement.payment = money_subtract(question->earned, settlement.came_off);
    if (left.cents == 0) {
        money at_most = settlement.payment;
        if (question->by_instalments) {
            at_most = lesser(at_most, money_subtract(question->instalment, settlement.came_off));
        }
        settlement.restored = lesser(question->written_off, at_most);
        settlement.payment = money_subtract(settlement.payment, settlement.restored);
    }
    settlement.put_off = lesser(settlement.payment, money_subtract((money){0}, settlement.carried));
    return settlement;
}
