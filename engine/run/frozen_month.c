#include "engine/run/frozen_month.h"

#include "engine/core/rules/adjustment.h"

enum { STRING_BLOCK_BYTES = 2048 };

static const char *keep(struct frozen_month *frozen, const char *text)
{
    return text[0] != '\0' ? g_string_chunk_insert_const(frozen->strings, text) : "";
}

static void slots_freeze(struct frozen_month *frozen, const struct partner_report *report)
{
    for (size_t i = 0; i < report->slot_count; i++) {
        struct hour slot = report->slots[i];
        slot.evidence = keep(frozen, slot.evidence);
        g_array_append_val(frozen->slots, slot);
    }
}

static void adhoc_freeze(struct frozen_month *frozen, const struct partner_report *report)
{
    for (size_t i = 0; i < report->adhoc_count; i++) {
        struct booking booking = report->adhoc[i];
        booking.appointment_id = keep(frozen, booking.appointment_id);
        booking.evidence = keep(frozen, booking.evidence);
        g_array_append_val(frozen->adhoc, booking);
    }
}

struct frozen_month *frozen_month_new(struct period period, const struct partner_report *report,
                                      const struct line *lines, size_t line_count)
{
    struct frozen_month *frozen = g_new0(struct frozen_month, 1);
    frozen->lines = g_array_new(FALSE, FALSE, sizeof(struct line));
    frozen->slots = g_array_sized_new(FALSE, FALSE, sizeof(struct hour), (guint)report->slot_count);
    frozen->adhoc = g_array_new(FALSE, FALSE, sizeof(struct booking));
    frozen->strings = g_string_chunk_new(STRING_BLOCK_BYTES);
    slots_freeze(frozen, report);
    adhoc_freeze(frozen, report);
    g_array_append_vals(frozen->lines, lines ? lines : report->lines,
                        (guint)(lines ? line_count : report->line_count));
    frozen->month = (struct issued_month){.period = period,
                                          .partner_id = keep(frozen, report->supplier.partner_id),
                                          .nil = report->document == DOCUMENT_NONE,
                                          .number = "",
                                          .result_hash = keep(frozen, report->result_hash),
                                          .issue_hash = "",
                                          .lines = (const void *)frozen->lines->data,
                                          .line_count = frozen->lines->len,
                                          .slots = (const void *)frozen->slots->data,
                                          .slot_count = frozen->slots->len,
                                          .adhoc = (const void *)frozen->adhoc->data,
                                          .adhoc_count = frozen->adhoc->len};
    return frozen;
}

void frozen_month_set_number(struct frozen_month *frozen, const char *number)
{
    frozen->month.number = keep(frozen, number);
}

void frozen_month_set_issue_hash(struct frozen_month *frozen, const char *issue_hash)
{
    frozen->month.issue_hash = keep(frozen, issue_hash);
}

void frozen_month_free(struct frozen_month *frozen)
{
    if (frozen) {
        g_array_unref(frozen->lines);
        g_array_unref(frozen->slots);
        g_array_unref(frozen->adhoc);
        g_string_chunk_free(frozen->strings);
        g_free(frozen);
    }
}

money frozen_position(const struct issued_month *month)
{
    struct line_sum sum = adjustment_sum(month->lines, month->line_count);
    return money_add(sum.amount, sum.gst);
}
