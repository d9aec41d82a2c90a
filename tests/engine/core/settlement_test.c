#include <criterion/criterion.h>

#include "tests/engine/core/month_invariants.h"

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
        const char *broken = settlement_broken(&question);
        cr_expect(!broken, "%lld: %s", (long long)place, broken);
    }
}
