/* Sheets Exceptions, Decisions, Open items, Holidays, Rules and Sources. */
#include <string.h>

#include "engine/core/facts.h"
#include "reports/text.h"
#include "reports/workbook/book.h"
#include "reports/workbook/sheet.h"

/* A holiday that took slots, and of how many partners. */
struct holiday_listed {
    struct holiday holiday;
    const char *from; /* "" where it is the whole day */
    const char *to;
    const char *status;
    const char *file_and_line; /* "" for none */
    int64_t partners;
    int64_t slots;
};

#define HOLIDAY(member) SHOWN_OF(0, struct holiday_listed, member)
static const struct shown_column holiday_columns[] = {
    {"date", SHOWN_DATE, 11, HOLIDAY(holiday.date)},
    {"from", SHOWN_TEXT, 7, HOLIDAY(from)},
    {"to", SHOWN_TEXT, 7, HOLIDAY(to)},
    {"name", SHOWN_LONG_TEXT, 36, HOLIDAY(holiday.name)},
    {"area", SHOWN_TEXT, 26, HOLIDAY(holiday.area)},
    {"status", SHOWN_TEXT, 12, HOLIDAY(status)},
    {"partners", SHOWN_LONG_COUNT, 10, HOLIDAY(partners)},
    {"slots taken", SHOWN_LONG_COUNT, 10, HOLIDAY(slots)},
    {"source", SHOWN_LONG_TEXT, 50, HOLIDAY(holiday.source_text)},
    {"file and line", SHOWN_LONG_TEXT, 24, HOLIDAY(file_and_line)},
};
const struct shown_table holidays_shown = {.sheet_name = "Holidays",
                                           SHOWN_COLUMNS(holiday_columns)};

struct rule_row {
    enum rule rule;
    const char *sentence;
    const char *reading;
};

static const struct shown_column rule_columns[] = {
    {"rule", SHOWN_RULE, 8, SHOWN_OF(0, struct rule_row, rule)},
    {"sentence of the policy", SHOWN_LONG_TEXT, 70, SHOWN_OF(0, struct rule_row, sentence)},
    {"how it is read", SHOWN_LONG_TEXT, 80, SHOWN_OF(0, struct rule_row, reading)},
};
const struct shown_table rules_shown = {.sheet_name = "Rules", SHOWN_COLUMNS(rule_columns)};

static const struct shown_column source_columns[] = {
    {"file", SHOWN_TEXT, 30, SHOWN_OF(0, struct report_input, file)},
    {"rows", SHOWN_LONG_COUNT, 12, SHOWN_OF(0, struct report_input, rows)},
    {"SHA-256", SHOWN_TEXT, 68, SHOWN_OF(0, struct report_input, sha256)},
    {"batch", SHOWN_LONG_COUNT, 9, SHOWN_OF(0, struct report_input, batch)},
    /* Of the rows below the files. */
    {"gate", SHOWN_TEXT, 20, SHOWN_OF(1, struct report_confirmation, code)},
    {"of", SHOWN_TEXT, 18, SHOWN_OF(1, struct report_confirmation, of)},
    {"what it saw", SHOWN_LONG_TEXT, 70, SHOWN_OF(1, struct report_confirmation, saw)},
    {"confirmed by", SHOWN_TEXT, 16, SHOWN_OF(1, struct report_confirmation, by)},
    {"at (UTC)", SHOWN_TEXT, 22, SHOWN_OF(1, struct report_confirmation, at)},
    /* And below those. */
    {"export", SHOWN_TEXT, 34, SHOWN_OF(2, struct report_account, export)},
    {"read for", SHOWN_TEXT, 18, SHOWN_OF(2, struct report_account, pass)},
    {"what", SHOWN_TEXT, 22, SHOWN_OF(2, struct report_account, what)},
    {"theirs", SHOWN_LONG_TEXT, 36, SHOWN_OF(2, struct report_account, theirs)},
    {"read as", SHOWN_LONG_TEXT, 36, SHOWN_OF(2, struct report_account, ours)},
    {"count", SHOWN_LONG_COUNT, 9, SHOWN_OF(2, struct report_account, count)},
};
const struct shown_table sources_shown = {.sheet_name = "Sources", SHOWN_COLUMNS(source_columns)};

#define DECISION(member) SHOWN_OF(0, struct report_decision, member)
static const struct shown_column decision_columns[] = {
    {"decision_id", SHOWN_TEXT, 14, DECISION(decision_id)},
    {"kind", SHOWN_TEXT, 12, DECISION(kind)},
    {"subject", SHOWN_LONG_TEXT, 40, DECISION(subject)},
    {"new", SHOWN_TEXT, 8, DECISION(new_text)},
    {"what it does", SHOWN_LONG_TEXT, 40, DECISION(does)},
    {"standing", SHOWN_LONG_TEXT, 26, DECISION(standing)},
    {"ticket", SHOWN_TEXT, 16, DECISION(ticket)},
    {"reason", SHOWN_LONG_TEXT, 50, DECISION(reason)},
    {"entered by", SHOWN_TEXT, 16, DECISION(entered_by)},
    {"approved by", SHOWN_LONG_TEXT, 20, DECISION(approved_by)},
    {"source", SHOWN_TEXT, 16, DECISION(source)},
    {"batch", SHOWN_LONG_COUNT, 9, DECISION(batch)},
};
const struct shown_table decisions_shown = {.sheet_name = "Decisions",
                                            SHOWN_COLUMNS(decision_columns)};

/* ---- holidays ------------------------------------------------------------------------------ */

static int holiday_compare(const void *a, const void *b, void *data)
{
    const struct holiday *left = &((const struct holiday_listed *)a)->holiday;
    const struct holiday *right = &((const struct holiday_listed *)b)->holiday;
    (void)data;
    int order = day_compare(left->date, right->date);
    order = order != 0 ? order : strcmp(left->area, right->area);
    order = order != 0 ? order : strcmp(left->name, right->name);
    return order != 0 ? order : left->from_minute - right->from_minute;
}

void holidays_append(struct audit_workbook *workbook, const struct partner_report *report)
{
    for (size_t i = 0; i < report->holiday_count; i++) {
        const struct holiday *holiday = &report->holidays[i].holiday;
        struct holiday_listed wanted = {.holiday = *holiday};
        struct holiday_listed *row = g_tree_lookup(workbook->holidays_seen, &wanted);
        if (!row) {
            GStringChunk *strings = workbook->strings;
            wanted.holiday.name = g_string_chunk_insert(strings, holiday->name);
            wanted.holiday.area = g_string_chunk_insert(strings, holiday->area);
            wanted.holiday.source_text = g_string_chunk_insert(strings, holiday->source_text);
            wanted.holiday.source.file = g_string_chunk_insert(strings, holiday->source.file);
            row = g_memdup2(&wanted, sizeof wanted);
            g_tree_insert(workbook->holidays_seen, row, row);
        }
        row->partners++;
        row->slots += report->holidays[i].hours;
    }
}

static gboolean holiday_write(void *key, void *value, void *data)
{
    (void)key;
    const struct holiday *holiday = &((const struct holiday_listed *)value)->holiday;
    const bool whole_day = holiday->from_minute == 0 && holiday->to_minute == MINUTES_PER_DAY;
    struct holiday_listed row = *(const struct holiday_listed *)value;
    g_autofree char *place = g_strdup_printf("%s:%u", holiday->source.file, holiday->source.line);
    row.from = whole_day ? "" : text_time(TEXT_ROOM, holiday->from_minute);
    row.to = whole_day ? "" : text_time(TEXT_ROOM, holiday->to_minute);
    row.status = holiday_status_words[holiday->status];
    row.file_and_line = holiday->source.file[0] == '\0' ? "" : place;
    sheet_row_add(data, &(struct shown_row){.of = {&row}});
    return FALSE;
}

/* ---- the sheets ------------------------------------------------------------------------------ */

void lists_prepare(struct audit_workbook *workbook)
{
    workbook->holidays_seen = g_tree_new_full(holiday_compare, NULL, g_free, NULL);
}

void lists_close(struct audit_workbook *workbook, const struct audit_closing *closing)
{
    struct sheet *sheets = workbook->book.sheets;
    for (int i = 0; i < RULE_COUNT; i++) {
        const enum rule rule = (enum rule)i;
        const char *sentence = rule_says[rule].sentence;
        const struct rule_row row = {rule,
                                     sentence[0] != '\0' ? sentence : "(the policy is silent)",
                                     rule_says[rule].reading};
        sheet_row_add(&workbook->book.sheets[SHEET_RULES], &(struct shown_row){.of = {&row}});
    }
    const GArray *rows = closing->exceptions->rows;
    for (guint i = 0; i < rows->len; i++) {
        const struct exception_row *row = &g_array_index(rows, struct exception_row, i);
        sheet_row_add(&sheets[SHEET_EXCEPTIONS], &(struct shown_row){.of = {row}});
    }
    for (size_t i = 0; i < closing->decision_count; i++) {
        sheet_row_add(&sheets[SHEET_DECISIONS],
                      &(struct shown_row){.of = {&closing->decisions[i]}});
    }
    for (guint i = 0; closing->open && i < closing->open->items->len; i++) {
        const struct open_item *item = &g_array_index(closing->open->items, struct open_item, i);
        sheet_row_add(&sheets[SHEET_OPEN],
                      &(struct shown_row){.of = {item}, .amounts_blank = item->unknown});
    }
    for (guint i = 0; closing->changes && i < closing->changes->rows->len; i++) {
        const struct report_change *row =
            &g_array_index(closing->changes->rows, struct report_change, i);
        sheet_row_add(&sheets[SHEET_CHANGES], &(struct shown_row){.of = {row}});
    }
    g_tree_foreach(workbook->holidays_seen, holiday_write, &sheets[SHEET_HOLIDAYS]);
    for (size_t i = 0; i < closing->input_count; i++) {
        sheet_row_add(&sheets[SHEET_SOURCES], &(struct shown_row){.of = {&closing->inputs[i]}});
    }
    for (size_t i = 0; i < closing->confirmation_count; i++) {
        sheet_row_add(&sheets[SHEET_SOURCES],
                      &(struct shown_row){.of = {NULL, &closing->confirmations[i]}});
    }
    for (size_t i = 0; i < closing->account_count; i++) {
        sheet_row_add(&sheets[SHEET_SOURCES],
                      &(struct shown_row){.of = {NULL, NULL, &closing->accounts[i]}});
    }
}
