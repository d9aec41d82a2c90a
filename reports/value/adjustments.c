/* What moved in an issued month, as rows and in words. */
#include "reports/value/partner_report.h"

#include <string.h>

#include "reports/text.h"

enum { STRING_BLOCK_BYTES = 2048, MOMENTS_LISTED_MAX = 4 };

/* The report comes first: it is what is handed out. */
struct kept_adjustment {
    struct adjustment_report report;
    const bool *moves_taxable; /* the caller's, while it is made */
    GStringChunk *strings;
};

static const char *keep(struct kept_adjustment *kept, const char *text)
{
    return text[0] != '\0' ? g_string_chunk_insert_const(kept->strings, text) : "";
}

/* ---- verdicts in words --------------------------------------------------------------------- */

char *adjustment_verdict_text(const struct paid_hour *hour, enum rate_kind kind)
{
    if (!hour) {
        return g_strdup(kind == RATE_PARTNER ? "Not in the schedule" : "No booking");
    }
    const char *text = outcome_text(hour->outcome);
    const char *label = hour->outcome == OUTCOME_BLOCKED ? "block " : "";
    if (hour->penalised) {
        text = outcome_text(OUTCOME_ADHOC_NOT_COMPLETED);
    } else if (hour->outcome == OUTCOME_CANCELLED && hour->minutes.minutes == 0) {
        text = "Cancelled by the consultant";
    }
    g_auto(GStrv) ids = g_strsplit(hour->evidence, ";", -1);
    g_autofree char *evidence = g_strjoinv(", ", ids);
    g_autoptr(GString) words = g_string_new(text);
    if (hour->reason != REASON_NONE) {
        g_string_append_printf(words, ": %s", reason_text(hour->reason));
    }
    if (evidence[0] != '\0') {
        g_string_append_printf(words, " (%s%s)", label, evidence);
    }
    bool whole_hour = kind == RATE_PARTNER && hour->minutes.minutes == MINUTES_PER_HOUR;
    if (hour->minutes.minutes != 0 && !whole_hour) {
        g_string_append_printf(words, ", %d min", hour->minutes.minutes);
    }
    return g_string_free(g_steal_pointer(&words), FALSE);
}

/* ---- reasons of the lines ------------------------------------------------------------------ */

static bool move_is_of(const struct kept_adjustment *kept, size_t index, const struct line *line)
{
    const struct adjustment_move_row *move = &kept->report.moves[index];
    return move->kind == line->kind &&
           move->hourly_rate.cents_per_hour == line->hourly_rate.cents_per_hour &&
           kept->moves_taxable[index] == line->taxable;
}

static bool same_story(const struct adjustment_move_row *a, const struct adjustment_move_row *b)
{
    return strcmp(a->before, b->before) == 0 && strcmp(a->after, b->after) == 0 &&
           strcmp(a->because, b->because) == 0 && strcmp(a->source, b->source) == 0;
}

static void moment_append(GString *text, const struct adjustment_move_row *move)
{
    char date[TEXT_SIZE];
    char time[TEXT_SIZE];
    g_string_append_printf(text, "%s %s", text_date_short(date, move->date),
                           text_time(time, move->start_minute));
    if (move->appointment_id[0] != '\0') {
        g_string_append_printf(text, " %s", move->appointment_id);
    }
}

/* The hours of one line that moved for the same reason, as one sentence. */
static void story_append(GString *text, const struct kept_adjustment *kept, const struct line *line,
                         size_t first, bool *told)
{
    const struct adjustment_report *report = &kept->report;
    const struct adjustment_move_row *told_of = &report->moves[first];
    size_t count = 0;
    g_string_append(text, text->len > 0 ? "; " : "");
    for (size_t i = first; i < report->move_count; i++) {
        const struct adjustment_move_row *move = &report->moves[i];
        if (told[i] || !move_is_of(kept, i, line) || !same_story(move, told_of)) {
            continue;
        }
        told[i] = true;
        if (count++ < MOMENTS_LISTED_MAX) {
            g_string_append(text, count > 1 ? ", " : "");
            moment_append(text, move);
        }
    }
    if (count > MOMENTS_LISTED_MAX) {
        g_string_append_printf(text, " and %zu more", count - MOMENTS_LISTED_MAX);
    }
    g_string_append_printf(text, ": was %s, is %s, because %s", told_of->before, told_of->after,
                           told_of->because);
    if (told_of->source[0] != '\0') {
        g_string_append_printf(text, " (%s)", told_of->source);
    }
}

static const char *line_reason(struct kept_adjustment *kept, const struct line *line)
{
    const struct adjustment_report *report = &kept->report;
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree bool *told = g_new0(bool, report->move_count + 1);
    for (size_t i = 0; i < report->move_count; i++) {
        if (!told[i] && move_is_of(kept, i, line)) {
            story_append(text, kept, line, i, told);
        }
    }
    if (text->len == 0) {
        g_string_assign(text, "the GST of the month is shared out anew");
    }
    return keep(kept, text->str);
}

/* ---- the report ---------------------------------------------------------------------------- */

static void moves_copy(struct kept_adjustment *kept, const struct adjustment_move_row *moves,
                       size_t count)
{
    struct adjustment_move_row *rows = g_new0(struct adjustment_move_row, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = moves[i];
        rows[i].appointment_id = keep(kept, moves[i].appointment_id);
        rows[i].before = keep(kept, moves[i].before);
        rows[i].after = keep(kept, moves[i].after);
        rows[i].because = keep(kept, moves[i].because);
        rows[i].source = keep(kept, moves[i].source);
    }
    kept->report.moves = rows;
    kept->report.move_count = count;
}

static struct adjustment_amounts amounts_subtract(const struct adjustment_amounts *a,
                                                  const struct adjustment_amounts *b)
{
    return (struct adjustment_amounts){money_subtract(a->subtotal, b->subtotal),
                                       money_subtract(a->gst, b->gst),
                                       money_subtract(a->total, b->total)};
}

struct adjustment_report *adjustment_report_new(const struct adjustment_report *about,
                                                const bool *moves_taxable,
                                                const struct line *differences,
                                                size_t difference_count)
{
    struct kept_adjustment *kept = g_new0(struct kept_adjustment, 1);
    kept->strings = g_string_chunk_new(STRING_BLOCK_BYTES);
    kept->moves_taxable = moves_taxable;
    struct adjustment_report *report = &kept->report;
    *report = *about;
    report->period_text = keep(kept, about->period_text);
    report->number = keep(kept, about->number);
    report->file_name = keep(kept, about->file_name);
    report->adjusts = keep(kept, about->adjusts);
    report->result_hash = keep(kept, about->result_hash);
    report->difference = amounts_subtract(&about->after, &about->before);
    moves_copy(kept, about->moves, about->move_count);
    struct adjustment_line_row *lines = g_new0(struct adjustment_line_row, difference_count);
    for (size_t i = 0; i < difference_count; i++) {
        const struct line *line = &differences[i];
        lines[i] = (struct adjustment_line_row){.kind = line->kind,
                                                .hourly_rate = line->hourly_rate,
                                                .taxable = line->taxable,
                                                .minutes = line->minutes,
                                                .amount = line->amount,
                                                .gst = line->gst,
                                                .reason = line_reason(kept, line)};
    }
    report->lines = lines;
    report->line_count = difference_count;
    kept->moves_taxable = NULL;
    return report;
}

void adjustment_report_free(struct adjustment_report *report)
{
    if (report) {
        struct kept_adjustment *kept = (struct kept_adjustment *)(void *)report;
        g_free((void *)report->lines);
        g_free((void *)report->moves);
        g_string_chunk_free(kept->strings);
        g_free(kept);
    }
}
