#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "engine/core/facts.h"
#include "tests/engine/core/random_month.h"

/* Bytes as decisions in the order in which they were entered, each of one of a few subjects or the end of an
 * earlier one: marked at once and one by one they are the same; of what contradicts only one is in force, the
 * last that nobody ended; nothing that was ended, nor an end, is. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { DECISIONS_MAX = 64, PARTNERS = 3, PERIODS = 2 };

static struct random_month numbers; /* just what it draws */
static char ids[DECISIONS_MAX][8];

static size_t decisions_make(struct decision *decisions)
{
    static const char *const partners[PARTNERS] = {"P1", "P2", "P3"};
    size_t count = 0;
    while (count < DECISIONS_MAX && numbers.bytes_left > 0) {
        struct decision decision = {
            .decision_id = ids[count],
            .kind = (enum decision_kind)random_number(&numbers, 0, DECISION_KIND_COUNT - 1),
            .partner_id = partners[random_number(&numbers, 0, PARTNERS - 1)],
            .period = period_from_month(2026, (int32_t)random_number(&numbers, 1, PERIODS)),
            .appointment_id = "",
            .revokes = ""};
        snprintf(ids[count], sizeof ids[count], "D%u", (unsigned)count);
        if (decision.kind == DECISION_REVOKE) {
            if (count == 0) {
                continue;
            }
            /* What is no revocation and not ended, as the door of the store has it; or nothing. */
            const size_t of = (size_t)random_number(&numbers, 0, (int64_t)count - 1);
            decisions_mark(decisions, count);
            if (decisions[of].kind == DECISION_REVOKE || decisions[of].revoked_by[0] != '\0') {
                continue;
            }
            decision.revokes = decisions[of].decision_id;
        }
        decisions[count++] = decision;
    }
    return count;
}

/* D4, D6, D9: what one subject has only one of. */
static bool one_subject(const struct decision *a, const struct decision *b)
{
    const bool holds_a = a->kind == DECISION_HOLD || a->kind == DECISION_RELEASE;
    const bool holds_b = b->kind == DECISION_HOLD || b->kind == DECISION_RELEASE;
    const bool kinds = holds_a ? holds_b
                               : a->kind == b->kind && (a->kind == DECISION_SETTLED ||
                                                        a->kind == DECISION_INSTALMENTS);
    const bool period =
        a->kind == DECISION_INSTALMENTS || day_compare(a->period.first, b->period.first) == 0;
    return kinds && period && strcmp(a->partner_id, b->partner_id) == 0;
}

static bool ended(const struct decision *decisions, size_t count, size_t place)
{
    for (size_t i = place + 1; i < count; i++) {
        if (decisions[i].kind == DECISION_REVOKE &&
            strcmp(decisions[i].revokes, decisions[place].decision_id) == 0) {
            return true;
        }
    }
    return false;
}

/* The definition, without marks. */
static bool counts(const struct decision *decisions, size_t count, size_t place)
{
    if (decisions[place].kind == DECISION_REVOKE || ended(decisions, count, place)) {
        return false;
    }
    for (size_t i = place + 1; i < count; i++) {
        if (one_subject(&decisions[place], &decisions[i]) && !ended(decisions, count, i)) {
            return false;
        }
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct decision whole[DECISIONS_MAX];
    static struct decision grown[DECISIONS_MAX];
    numbers.bytes = size > 0 ? data : (const uint8_t *)"";
    numbers.bytes_left = size;
    const size_t count = decisions_make(whole);
    memcpy(grown, whole, sizeof whole);
    for (size_t i = 0; i < count; i++) {
        decisions_mark_last(grown, i + 1);
        for (size_t j = 0; j <= i; j++) {
            CHECK(decision_in_force(&grown[j]) == counts(grown, i + 1, j));
        }
    }
    decisions_mark(whole, count);
    for (size_t i = 0; i < count; i++) {
        CHECK(decision_in_force(&whole[i]) == counts(whole, count, i));
        CHECK(strcmp(whole[i].revoked_by, grown[i].revoked_by) == 0);
        CHECK(strcmp(whole[i].superseded_by, grown[i].superseded_by) == 0);
    }
    return 0;
}
