#include "engine/store/issues/issues.h"
#include "engine/store/proof/proof.h"

#include <criterion/criterion.h>

#include "issue_sample.h"

/* What was issued is read back as it was, before any link of the chain. */

static struct store_sample sample;
static GStringChunk *strings;

static void set_up(void)
{
    store_sample_open(&sample);
    strings = g_string_chunk_new(256);
}

static void tear_down(void)
{
    g_string_chunk_free(strings);
    store_sample_close(&sample);
}

TestSuite(issued, .init = set_up, .fini = tear_down);

static struct store_issued_month *load(const char *partner_id, int64_t before_seq)
{
    g_autoptr(GError) error = NULL;
    struct store_issued_month *month = NULL;
    cr_assert(store_issued_month_load(sample.store, period_from_month(2026, 9), partner_id,
                                      before_seq, true, &month, &error),
              "%s", error ? error->message : "");
    return month;
}

static void expect_slots(const struct issued_month *month)
{
    cr_assert_eq(month->slot_count, 2);
    const struct hour *slot = &month->slots[0];
    cr_expect_eq(slot->date.number, month->period.first.number);
    cr_expect_eq(slot->start_minute, 600);
    cr_expect_eq(slot->outcome, OUTCOME_BOOKED);
    cr_expect_eq(slot->rule, RULE_P5);
    cr_expect_eq(slot->paid_minutes.minutes, 60);
    cr_expect(slot->hourly_rate.found);
    cr_expect_eq(slot->hourly_rate.rate.cents_per_hour, 15000);
    cr_expect(slot->taxable);
    cr_expect_str_eq(slot->evidence, "A1;A2");
    cr_expect_str_eq(hour_notes_words[slot->notes], "REBOOKED");
    cr_expect_not(month->slots[1].hourly_rate.found);
    cr_expect_str_eq(month->slots[1].evidence, "Ánh's day");
    cr_assert_eq(month->adhoc_count, 1);
    const struct booking *adhoc = &month->adhoc[0];
    cr_expect_str_eq(adhoc->appointment_id, "A9");
    cr_expect_eq(adhoc->date.number, month->period.first.number + 3);
    cr_expect_eq(adhoc->duration_minutes, 45);
    cr_expect_eq(adhoc->outcome, OUTCOME_ADHOC_UNAUTHORISED);
    cr_expect_eq(adhoc->rule, RULE_A6);
    cr_expect_eq(adhoc->hourly_rate.rate.cents_per_hour, 9000);
    cr_expect_str_eq(reason_words[adhoc->reason], "OVER_ALLOCATION");
}

Test(issued, a_state_is_read_as_it_was_frozen)
{
    issue_sample_september(&sample);
    g_autoptr(store_issued_month) month = load("P1", ISSUED_NOW);
    cr_assert_not_null(month);
    cr_expect_eq(month->seq, 1);
    cr_expect_eq(month->batch, 1);
    cr_expect_eq(month->as_at.utc_seconds, 1790000001);
    cr_expect_eq(month->original_date.number, period_from_month(2026, 10).first.number);
    cr_expect_not(month->open);
    cr_expect_eq(month->voids, 0);
    cr_expect_eq(month->adjustments, 0);
    cr_expect_not(month->month.nil);
    cr_expect_str_eq(month->month.partner_id, "P1");
    cr_expect_str_eq(month->month.number, "RCTI-202609-P1");
    cr_expect_str_eq(month->month.result_hash, "result");
    cr_expect_str_eq(month->month.issue_hash, "issue");
    cr_assert_eq(month->month.line_count, 1);
    const struct line *line = &month->month.lines[0];
    cr_expect_eq(line->kind, RATE_PARTNER);
    cr_expect_eq(line->hourly_rate.cents_per_hour, 15000);
    cr_expect(line->taxable);
    cr_expect_eq(line->minutes.minutes, 60);
    cr_expect_eq(line->amount.cents, 15000);
    cr_expect_eq(line->gst.cents, 1500);
    expect_slots(&month->month);

    g_autoptr(store_issued_month) nil = load("P2", ISSUED_NOW);
    cr_assert_not_null(nil);
    cr_expect(nil->month.nil);
    cr_expect_str_eq(nil->month.number, "");
    cr_expect_eq(nil->month.line_count, 0);
    cr_expect_null(load("P3", ISSUED_NOW));
    cr_expect_null(load("P1", 1), "nothing was issued before the first link");
}

Test(issued, lines_have_the_order_of_the_core)
{
    cr_assert_eq(sample_commit(sample_begin_with_partners(sample.store, 9)), 1);
    struct issue_sample issue = issue_sample_begin(&sample, 9);
    const struct line lines[] = {
        {RATE_ADHOC, {100}, false, {1}, {1}, {0}},
        {RATE_PARTNER, {20000}, true, {2}, {1}, {0}},
        {RATE_PARTNER, {3000}, true, {3}, {1}, {0}},
        {RATE_PARTNER, {3000}, false, {4}, {1}, {0}},
    };
    const struct issued_month month = {.period = period_from_month(2026, 9),
                                       .partner_id = "P1",
                                       .nil = true,
                                       .number = "",
                                       .result_hash = "",
                                       .issue_hash = "",
                                       .lines = lines,
                                       .line_count = G_N_ELEMENTS(lines)};
    cr_assert(store_issue_add_month(issue.write, &month, NULL));
    issue_sample_commit(&issue);
    g_autoptr(store_issued_month) read = load("P1", ISSUED_NOW);
    cr_assert_eq(read->month.line_count, 4);
    for (size_t i = 0; i < 4; i++) {
        static const int32_t expected[] = {4, 3, 2, 1};
        cr_expect_eq(read->month.lines[i].minutes.minutes, expected[i]);
    }
    struct store_issued_month *bare = NULL;
    cr_assert(store_issued_month_load(sample.store, period_from_month(2026, 9), "P1", ISSUED_NOW,
                                      false, &bare, NULL));
    cr_expect_eq(bare->month.line_count, 4);
    cr_expect_eq(bare->month.slot_count, 0);
    store_issued_month_free(bare);
}

Test(issued, the_newest_state_before_a_seq_counts)
{
    issue_sample_september(&sample);
    issue_sample_adjusted(&sample);
    g_autoptr(store_issued_month) before = load("P1", 2);
    cr_expect_eq(before->seq, 1);
    cr_expect_eq(before->adjustments, 0);
    cr_expect_eq(before->month.lines[0].amount.cents, 15000);
    g_autoptr(store_issued_month) now = load("P1", ISSUED_NOW);
    cr_expect_eq(now->seq, 2);
    cr_expect_eq(now->adjustments, 1);
    cr_expect_eq(now->month.lines[0].amount.cents, 10000);
    cr_expect_str_eq(now->month.number, "RCTI-202609-P1");
    cr_expect_str_eq(now->month.issue_hash, "");
    cr_expect_eq(now->original_date.number, before->original_date.number);
}

/* The partners as "P1 P2". */
static char *partners(int64_t before_seq, bool closed_only)
{
    g_autoptr(GPtrArray) ids = store_issued_partner_ids(sample.store, period_from_month(2026, 9),
                                                        before_seq, closed_only, NULL);
    cr_assert_not_null(ids);
    g_ptr_array_add(ids, NULL);
    return g_strjoinv(" ", (char **)ids->pdata);
}

static void expect_partners(int64_t before_seq, bool closed_only, const char *expected)
{
    g_autofree char *ids = partners(before_seq, closed_only);
    cr_expect_str_eq(ids, expected, "before %ld: %s", (long)before_seq, ids);
}

Test(issued, a_void_opens_and_an_issue_closes_again)
{
    issue_sample_september(&sample);
    issue_sample_adjusted(&sample);
    cr_assert(issue_sample_void(&sample, "RCTI-202609-P1", NULL, NULL));
    g_autoptr(store_issued_month) open = load("P1", ISSUED_NOW);
    cr_expect(open->open);
    cr_expect_eq(open->seq, 2);
    cr_expect_eq(open->voids, 1);
    cr_expect_eq(open->adjustments, 1, "a number is used once");
    expect_partners(ISSUED_NOW, false, "P1 P2");
    expect_partners(ISSUED_NOW, true, "P2");
    expect_partners(3, true, "P1 P2");
    expect_partners(1, false, "");
    g_autoptr(store_issued_month) before = load("P1", 3);
    cr_expect_not(before->open);
    cr_expect_eq(before->voids, 0);

    struct issue_sample issue = issue_sample_begin(&sample, 9);
    cr_expect_eq(issue.seq, 4);
    cr_expect_eq(issue.issue, 2);
    issue_sample_month(&issue, 9, "P1", "RCTI-202609-P1-R1", 12000, 1200);
    issue_sample_document(&issue, DOCUMENT_RCTI, 9, "P1", "RCTI-202609-P1-R1", "", "RCTI-202609-P1",
                          12000, 1200);
    issue_sample_payment(&issue, "P1", 0, -3300);
    issue_sample_commit(&issue);
    g_autoptr(store_issued_month) again = load("P1", ISSUED_NOW);
    cr_expect_not(again->open);
    cr_expect_eq(again->voids, 1);
    cr_expect_str_eq(again->month.number, "RCTI-202609-P1-R1");
    expect_partners(ISSUED_NOW, true, "P1 P2");
    expect_partners(4, true, "P2");
}

static int64_t balance(int64_t before_seq, const char *partner_id)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct store_carried));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    int64_t cents = 0;
    cr_assert(store_carried_load(sample.store, before_seq, rows, strings, NULL));
    for (guint i = 0; i < rows->len; i++) {
        const struct store_carried *row = &g_array_index(rows, struct store_carried, i);
        cents += strcmp(row->partner_id, partner_id) == 0 ? row->carried.cents : 0;
    }
    return cents;
}

Test(issued, balances_are_what_was_earned_less_what_was_paid)
{
    issue_sample_september(&sample);
    issue_sample_adjusted(&sample);
    cr_assert(issue_sample_void(&sample, "RCTI-202609-P1", NULL, NULL));
    cr_expect_eq(balance(1, "P1"), 0);
    cr_expect_eq(balance(2, "P1"), 0);
    cr_expect_eq(balance(3, "P1"), -5500);
    cr_expect_eq(balance(ISSUED_NOW, "P1"), -5500, "what was voided was paid all the same");

    struct issue_sample issue = issue_sample_begin(&sample, 9);
    issue_sample_month(&issue, 9, "P1", "RCTI-202609-P1-R1", 20000, 2000);
    issue_sample_document(&issue, DOCUMENT_RCTI, 9, "P1", "RCTI-202609-P1-R1", "", "RCTI-202609-P1",
                          20000, 2000);
    issue_sample_payment(&issue, "P1", 5500, 0);
    issue_sample_commit(&issue);
    cr_expect_eq(balance(ISSUED_NOW, "P1"), 0, "only the difference was left to pay");
    cr_expect_eq(balance(4, "P1"), -5500);
}

Test(issued, the_last_payment_of_money_names_the_account)
{
    issue_sample_september(&sample);
    issue_sample_adjusted(&sample); /* pays nothing */
    g_autoptr(GHashTable) accounts = store_paid_accounts_load(sample.store, ISSUED_NOW, NULL);
    cr_assert_eq(g_hash_table_size(accounts), 2);
    cr_expect(g_hash_table_contains(accounts, "P1 51824753556"));
    const struct store_paid_account *account = g_hash_table_lookup(accounts, "P1");
    cr_expect_str_eq(account->bsb, "062-000");
    cr_expect_str_eq(account->account_number, "1234 5678");
    cr_expect_str_eq(account->account_name, "Anh Nguyen");
    g_autoptr(GHashTable) none = store_paid_accounts_load(sample.store, 1, NULL);
    cr_expect_eq(g_hash_table_size(none), 0);
}

Test(issued, issues_and_periods)
{
    g_autoptr(GArray) periods = g_array_new(FALSE, FALSE, sizeof(struct period));
    cr_assert(store_issued_periods(sample.store, ISSUED_NOW, periods, NULL));
    cr_expect_eq(periods->len, 0);
    issue_sample_september(&sample);
    issue_sample_adjusted(&sample);
    cr_assert(store_issued_periods(sample.store, ISSUED_NOW, periods, NULL));
    cr_assert_eq(periods->len, 2);
    cr_expect_eq(g_array_index(periods, struct period, 0).first.number,
                 period_from_month(2026, 9).first.number);
    g_array_set_size(periods, 0);
    cr_assert(store_issued_periods(sample.store, 2, periods, NULL));
    cr_expect_eq(periods->len, 1);

    g_autoptr(GArray) heads = g_array_new(FALSE, FALSE, sizeof(struct issue_head));
    cr_assert(store_issues_load(sample.store, NULL, heads, strings, NULL));
    cr_assert_eq(heads->len, 2);
    g_array_set_size(heads, 0);
    struct period october = period_from_month(2026, 10);
    cr_assert(store_issues_load(sample.store, &october, heads, strings, NULL));
    cr_assert_eq(heads->len, 1);
    const struct issue_head *head = &g_array_index(heads, struct issue_head, 0);
    cr_expect_eq(head->seq, 2);
    cr_expect_eq(head->issue, 1);
    cr_expect_eq(head->batch, 1);
    cr_expect_eq(head->period.first.number, october.first.number);
    cr_expect_eq(head->as_at.utc_seconds, 1790000002);
    cr_expect_str_eq(head->digest, "0123456789ab");
    cr_expect_str_eq(head->prepared_by, "ann");
    cr_expect_str_eq(head->approved_by, "\"Bob\"");
    cr_expect_eq(strlen(head->issued_at), strlen("2026-10-12T01:02:03Z"), "the clock's");
}

Test(issued, documents_lines_and_payments)
{
    issue_sample_september(&sample);
    issue_sample_adjusted(&sample);
    bool found = true;
    struct issued_document document;
    cr_assert(store_document_load(sample.store, "RCTI-0", &found, &document, strings, NULL));
    cr_expect_not(found);
    cr_assert(
        store_document_load(sample.store, "RCAN-202609-P1-1", &found, &document, strings, NULL));
    cr_assert(found);
    cr_expect_eq(document.kind, DOCUMENT_RCAN);
    cr_expect_eq(document.seq, 2);
    cr_expect_eq(document.period.first.number, period_from_month(2026, 9).first.number);
    cr_expect_str_eq(document.adjusts, "RCTI-202609-P1");
    cr_expect_str_eq(document.replaces, "");
    cr_expect_eq(document.total.cents, -5500);
    cr_expect_str_eq(document.path, "documents/RCAN-202609-P1-1.pdf");
    cr_expect_str_eq(document.supplier.legal_name, "Ánh Nguyễn");
    cr_expect_str_eq(document.supplier.trading_name, "");
    cr_expect_str_eq(document.supplier.postcode, "2000");
    cr_expect_eq(document.issue_date.number, period_from_month(2026, 11).first.number);
    cr_expect_str_eq(document.void_reason, "");
    g_autofree char *sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, document.number, -1);
    cr_expect_str_eq(document.sha256, sha256);

    g_autoptr(GArray) documents = g_array_new(FALSE, FALSE, sizeof(struct issued_document));
    cr_assert(store_documents_by_hash(sample.store, sha256, documents, strings, NULL));
    cr_assert_eq(documents->len, 1);
    cr_expect_str_eq(g_array_index(documents, struct issued_document, 0).number, document.number);
    g_array_set_size(documents, 0);
    cr_assert(store_documents_load(sample.store, 1, documents, strings, NULL));
    cr_assert_eq(documents->len, 1);

    g_autofree char *line = sample_sql_text(
        &sample, "SELECT format('%d %d %s', minutes, amount, reason) FROM issued_adjustments"
                 " WHERE number = 'RCAN-202609-P1-1'");
    cr_expect_str_eq(line, "-20 -5000 A1 was not completed");

    g_autoptr(GArray) payments = g_array_new(FALSE, FALSE, sizeof(struct issued_payment));
    cr_assert(store_partner_payments_load(sample.store, 2, "P1", payments, strings, NULL));
    cr_assert_eq(payments->len, 1);
    const struct issued_payment *payment = &g_array_index(payments, struct issued_payment, 0);
    cr_expect_eq(payment->payment.cents, 0);
    cr_expect_eq(payment->carried.cents, -5500);
    cr_expect_not(payment->in_file);
    cr_expect_str_eq(payment->bsb, "062-000");
}

/* A store of version 3 as it was: a payment a partner and issue, without an ABN. */
static const char version_3_sql[] =
    "DROP TABLE decisions;"
    "DROP TABLE repayments;"
    "DROP TABLE issued_debts;"
    "DROP TABLE issue_true_ups; DROP TABLE keyed_seals;"
    "DROP TABLE deliveries; DROP TABLE delivery_messages; DROP TABLE batch_logins;"
    "DROP INDEX appointments_until;"
    "DROP INDEX appointments_by_moved_from;"
    "DROP TABLE sources;"
    "DROP INDEX payments_by_partner;"
    "ALTER TABLE drafts DROP COLUMN payment_date;"
    "ALTER TABLE payments RENAME TO newer;"
    "CREATE TABLE payments (seq INTEGER NOT NULL REFERENCES issues DEFERRABLE INITIALLY DEFERRED,"
    " partner_id TEXT NOT NULL, payment INTEGER NOT NULL CHECK (payment >= 0),"
    " carried INTEGER NOT NULL CHECK (carried <= 0), in_file INTEGER NOT NULL, bsb TEXT,"
    " account_number TEXT, account_name TEXT, PRIMARY KEY (partner_id, seq)) STRICT, WITHOUT ROWID;"
    "INSERT INTO payments SELECT seq, partner_id, payment, carried, in_file, bsb, account_number,"
    " account_name FROM newer; DROP TABLE newer; PRAGMA user_version = 3";

Test(issued, payments_of_an_older_store_are_kept)
{
    issue_sample_september(&sample);
    issue_sample_adjusted(&sample);
    store_close(g_steal_pointer(&sample.store));
    g_autofree char *said = sample_sql_error(&sample, version_3_sql);
    cr_assert_str_eq(said, "");
    sample.store = store_open(sample.path, NULL);
    cr_assert_not_null(sample.store);
    cr_expect_eq(sample_sql_number(&sample, "SELECT count(*) FROM payments"), 2);
    cr_expect_eq(balance(ISSUED_NOW, "P1"), -5500);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct store_carried));
    cr_assert(store_carried_load(sample.store, ISSUED_NOW, rows, strings, NULL));
    cr_assert_eq(rows->len, 1);
    cr_expect_str_eq(g_array_index(rows, struct store_carried, 0).abn, "51824753556");
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    cr_assert(store_check_integrity(sample.store, NULL, findings, NULL));
    /* The hashes are those of a store that had the ABNs; nothing else is wrong. */
    for (guint i = 0; i < findings->len; i++) {
        const char *finding = findings->pdata[i];
        cr_expect(strstr(finding, "rows of the table payments"), "%s", finding);
    }
}
