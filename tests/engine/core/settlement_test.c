#include <criterion/criterion.h>

#include "engine/core/rules/settlement.h"

/* What RULES.md has no example of: that whatever is asked, no cent is lost and nothing is below zero. */

Test(settlement, nothing_is_paid_below_zero)
{
    static const int64_t settled[][4] = {{100, 0, 100, 0}, {0, 0, 0, 0}, {0, 100, 0, -100}};
    for (size_t i = 0; i < sizeof settled / sizeof settled[0]; i++) {
        const struct settlement_question question = {.earned = {settled[i][0]},
                                                     .brought = {settled[i][1]}};
        const struct settlement found = settlement_make(&question);
        cr_expect_eq(found.payment.cents, settled[i][2]);
        cr_expect_eq(found.carried.cents, settled[i][3]);
    }
}

static void add_up(const struct settlement_question *question)
{
    const struct settlement found = settlement_make(question);
    const int64_t owed = question->brought.cents + question->taken.cents;
    const int64_t in = question->earned.cents - owed + found.written_off.cents;
    cr_expect_eq(in - found.restored.cents, found.payment.cents + found.carried.cents);
    cr_expect(found.payment.cents >= 0 && found.carried.cents <= 0);
    cr_expect(found.came_off.cents >= 0 && found.put_off.cents >= 0);
    cr_expect(found.came_off.cents <= owed && found.came_off.cents <= question->earned.cents);
    cr_expect(found.restored.cents <= question->written_off.cents);
    cr_expect(found.written_off.cents <= question->write_off.cents);
    if (question->by_instalments) {
        cr_expect(found.came_off.cents + found.restored.cents <= question->instalment.cents);
    } else {
        cr_expect_eq(found.put_off.cents, 0);
    }
}

Test(settlement, every_cent_is_somewhere)
{
    static const int64_t amounts[] = {0, 1, 50, 100, 160};
    enum { COUNT = sizeof amounts / sizeof amounts[0] };
    int64_t places = 1;
    for (int i = 0; i < 6; i++) {
        places *= COUNT;
    }
    for (int64_t place = 0; place < places * 2; place++) {
        int64_t rest = place / 2;
        money chosen[6];
        for (size_t i = 0; i < 6; i++, rest /= COUNT) {
            chosen[i].cents = amounts[rest % COUNT];
        }
        const struct settlement_question question = {.earned = chosen[0],
                                                     .brought = chosen[1],
                                                     .taken = chosen[2],
                                                     .by_instalments = place % 2 == 1,
                                                     .instalment = chosen[3],
                                                     .written_off = chosen[4],
                                                     .write_off = chosen[5]};
        add_up(&question);
    }
}
