#include "engine/run/draft_record.h"

void draft_record_init(struct draft_record *record)
{
    *record = (struct draft_record){
        .partners = g_array_new(FALSE, TRUE, sizeof(struct store_draft_partner)),
        .strings = g_string_chunk_new(16384)};
}

void draft_record_clear(struct draft_record *record)
{
    g_clear_pointer(&record->partners, g_array_unref);
    g_clear_pointer(&record->strings, g_string_chunk_free);
}

static const char *keep(struct draft_record *record, const char *text)
{
    return g_string_chunk_insert(record->strings, text);
}

void draft_record_add(struct draft_record *record, const struct partner_report *report)
{
    const struct register_row *row = &report->row;
    bool blank = row->amounts_blank;
    const struct store_draft_partner partner = {
        .partner_id = keep(record, report->supplier.partner_id),
        .status = blank                               ? "held"
                  : report->document == DOCUMENT_NONE ? "nil"
                                                      : "ready",
        .total = blank ? (money){0} : row->totals.total,
        .adjustments_total = row->adjustments_total,
        .payment = row->payment,
        .issue_hash = keep(record, report->issue_hash)};
    g_array_append_val(record->partners, partner);
}

/* key=value a line. */
static const char *policy_text(struct draft_record *record, const struct policy *policy)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < policy_count(); i++) {
        char value[POLICY_VALUE_SIZE];
        policy_value(policy, i, value);
        g_string_append_printf(text, "%s=%s\n", policy_key(i), value);
    }
    return keep(record, text->str);
}

/* name sha256 a line. */
static const char *holidays_text(struct draft_record *record,
                                 const struct shipped_holidays *shipped)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < shipped->sources->len; i++) {
        const struct holiday_source *source = g_ptr_array_index(shipped->sources, i);
        g_string_append_printf(text, "%s %s\n", source->name, source->sha256);
    }
    return keep(record, text->str);
}

void draft_record_close(struct draft_record *record, const struct month_setup *setup,
                        const struct run_totals *totals, const char *digest)
{
    const struct report_run *run = &setup->run;
    record->draft = (struct store_draft){.digest = keep(record, digest),
                                         .period = run->period,
                                         .as_at = run->as_at,
                                         .issue_date = run->issue_date,
                                         .batch = run->batch,
                                         .program_version = keep(record, run->program_version),
                                         .policy = policy_text(record, &run->policy),
                                         .holidays = holidays_text(record, setup->shipped),
                                         .ready = totals->ready,
                                         .held = totals->held,
                                         .nil = totals->nil,
                                         .subtotal = totals->subtotal,
                                         .gst = totals->gst,
                                         .total = totals->total,
                                         .adjustments_total = totals->adjustments_total,
                                         .payment = totals->payment};
}

bool draft_record_load(store *store, struct period period, const char *digest, bool *ret_found,
                       struct draft_record *record, GError **error)
{
    return store_draft_load(store, period, digest, ret_found, &record->draft, record->partners,
                            record->strings, error);
}
