#include "engine/store/issues/issues.h"

#include <criterion/criterion.h>

#include "store_sample.h"

static struct store_sample sample;

static void set_up(void)
{
    store_sample_open(&sample);
}

static void tear_down(void)
{
    store_sample_close(&sample);
}

TestSuite(drafts, .init = set_up, .fini = tear_down);

static void save(int64_t total, guint count)
{
    const struct store_draft draft = {
        .digest = "0123456789ab",
        .period = period_from_month(2026, 9),
        .as_at = {1790000000},
        .issue_date = period_from_month(2026, 10).first,
        .batch = 1,
        .program_version = "0.1.0",
        .policy = "completion_days=7\n",
        .holidays = "areas.csv abc\n",
        .ready = 1,
        .held = 2,
        .nil = 3,
        .subtotal = {total},
        .gst = {5},
        .total = {total + 5},
        .adjustments_total = {-7},
        .payment = {total - 2},
        .payment_date = total == 200 ? period_from_month(2026, 11).first : DAY_UNBOUNDED_FROM};
    g_autoptr(GArray) partners = g_array_new(FALSE, FALSE, sizeof(struct store_draft_partner));
    for (guint i = 0; i < count; i++) {
        static const char *const ids[] = {"P2", "P10", "P1"};
        struct store_draft_partner partner = {ids[i], "ready", {total}, {-7}, {total - 7}, "hash"};
        g_array_append_val(partners, partner);
    }
    g_autoptr(GError) error = NULL;
    cr_assert(store_draft_save(sample.store, &draft, partners, &error), "%s",
              error ? error->message : "");
}

Test(drafts, are_kept_by_their_digest_and_take_each_others_place)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    g_autoptr(GStringChunk) strings = g_string_chunk_new(256);
    struct store_draft draft;
    bool found = true;
    g_autoptr(GArray) partners = g_array_new(FALSE, FALSE, sizeof(struct store_draft_partner));
    struct period september = period_from_month(2026, 9);
    cr_assert(store_draft_load(sample.store, september, "0123456789ab", &found, &draft, partners,
                               strings, NULL));
    cr_expect_not(found);
    save(100, 3);
    cr_assert(store_draft_load(sample.store, september, "0123456789ab", &found, &draft, partners,
                               strings, NULL));
    cr_expect_eq(draft.payment_date.number, DAY_UNBOUNDED_FROM.number, "none was named");
    g_array_set_size(partners, 0);
    save(200, 2);
    cr_assert(store_draft_load(sample.store, september, "0123456789ab", &found, &draft, partners,
                               strings, NULL));
    cr_assert(found);
    cr_expect_str_eq(draft.digest, "0123456789ab");
    cr_expect_eq(draft.as_at.utc_seconds, 1790000000);
    cr_expect_eq(draft.issue_date.number, period_from_month(2026, 10).first.number);
    cr_expect_eq(draft.batch, 1);
    cr_expect_str_eq(draft.program_version, "0.1.0");
    cr_expect_str_eq(draft.policy, "completion_days=7\n");
    cr_expect_str_eq(draft.holidays, "areas.csv abc\n");
    cr_expect_eq(draft.ready + draft.held * 10 + draft.nil * 100, 321);
    cr_expect_eq(draft.subtotal.cents, 200);
    cr_expect_eq(draft.gst.cents, 5);
    cr_expect_eq(draft.total.cents, 205);
    cr_expect_eq(draft.adjustments_total.cents, -7);
    cr_expect_eq(draft.payment.cents, 198);
    cr_expect_eq(draft.payment_date.number, period_from_month(2026, 11).first.number);
    cr_assert_eq(partners->len, 2);
    const struct store_draft_partner *partner =
        &g_array_index(partners, struct store_draft_partner, 0);
    cr_expect_str_eq(partner->partner_id, "P10", "by their bytes");
    cr_expect_str_eq(partner->status, "ready");
    cr_expect_eq(partner->total.cents, 200);
    cr_expect_eq(partner->adjustments_total.cents, -7);
    cr_expect_eq(partner->payment.cents, 193);
    cr_expect_str_eq(partner->issue_hash, "hash");
    cr_assert(store_draft_load(sample.store, period_from_month(2026, 10), "0123456789ab", &found,
                               &draft, partners, strings, NULL));
    cr_expect_not(found, "of another period");
    cr_expect_eq(partners->len, 2);
}
