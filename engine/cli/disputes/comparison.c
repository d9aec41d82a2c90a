/* A comparison as a table of causes, as CSV or as JSON. */
#include "engine/cli/disputes/comparison.h"

#include "engine/cli/paragraph.h"
#include "reports/explained/explained.h"

/* ---- in words ------------------------------------------------------------------------------------ */

enum {
    NAME_WIDTH = 16,
    STATE_WIDTH = 44,
    TEXT_WIDTH = 50,
    HOURS_WIDTH = 11,
    MONEY_WIDTH = 14,
    HOUR_WIDTH = 36, /* what stands before the words of an hour */
    WORDS_WIDTH = 80 - HOUR_WIDTH - 2,
    ROWS_MAX = 11 /* with both sides and the sum less than a screen of 24 lines */
};

/* A text in lines of so many characters; never none. The caller frees. */
static char **lines_of(const char *text, int width)
{
    g_autoptr(GString) out = g_string_new(NULL);
    explained_wrap(out, text, 0, 0, width);
    return g_strsplit(out->len > 0 ? out->str : " ", "\n", -1);
}

static void cell_put(const char *text, int width)
{
    g_autoptr(GString) out = g_string_new(NULL);
    explained_padded(out, text, width);
    fputs(out->str, stdout);
}

static void rest_put(char *const *lines, int indent)
{
    for (; *lines; lines++) {
        printf("%*s%s\n", indent, "", *lines);
    }
}

static void row_put(const char *text, const char *hours, const char *amount)
{
    g_auto(GStrv) lines = lines_of(text, TEXT_WIDTH);
    fputs("  ", stdout);
    cell_put(lines[0], TEXT_WIDTH);
    printf(" %*s %*s\n", (int)HOURS_WIDTH, hours, (int)MONEY_WIDTH, amount);
    rest_put(lines + 1, 4);
}

static void side_put(const struct compare_side *side)
{
    g_auto(GStrv) lines = lines_of(side->state, STATE_WIDTH);
    printf("  %-*s", (int)NAME_WIDTH, side->name);
    cell_put(lines[0], STATE_WIDTH);
    printf(" %*s\n", (int)MONEY_WIDTH + 2, text_dollars(TEXT_ROOM, side->pay));
    rest_put(lines + 1, 2 + NAME_WIDTH);
}

static const char *hours_or_blank(char buffer[TEXT_SIZE], int32_t minutes)
{
    return minutes == 0 ? "" : text_hours(buffer, minutes);
}

static void hours_put(const struct compare_row *row)
{
    for (guint i = 0; i < row->hours->len; i++) {
        const struct compare_hour *hour = &g_array_index(row->hours, struct compare_hour, i);
        const char *id = hour->at.appointment_id;
        const bool is_document = hour->minutes == 0 && hour->amount.cents != 0;
        const char *date = text_date_short(TEXT_ROOM, hour->at.date);
        const char *time = is_document ? "" : text_time(TEXT_ROOM, hour->at.start_minute);
        const char *of = is_document ? text_dollars(TEXT_ROOM, hour->amount)
                                     : hours_or_blank(TEXT_ROOM, hour->minutes);
        g_autofree char *words =
            g_strdup_printf("%s%s%s%s%s%s", id, id[0] ? ": " : "", hour->words,
                            hour->source[0] ? " (" : "", hour->source, hour->source[0] ? ")" : "");
        g_auto(GStrv) lines = lines_of(words, WORDS_WIDTH);
        printf("      %-10s %-5s %*s  %s\n", date, time, (int)HOURS_WIDTH, of, lines[0]);
        rest_put(lines + 1, HOUR_WIDTH + 2);
    }
}

/* The causes that a screen has room for, and the rest as one. */
static void rows_put(const comparison *comparison, bool all)
{
    int32_t minutes = 0;
    struct compare_row smaller = {0};
    guint smaller_count = 0;
    const guint shown =
        all || comparison->rows->len <= ROWS_MAX + 1 ? comparison->rows->len : ROWS_MAX;
    row_put("why", "hours", "money");
    for (guint i = 0; i < comparison->rows->len; i++) {
        const struct compare_row *row = &g_array_index(comparison->rows, struct compare_row, i);
        minutes += row->minutes;
        if (i >= shown) {
            smaller.minutes += row->minutes;
            smaller.amount = money_add(smaller.amount, row->amount);
            smaller_count++;
            continue;
        }
        row_put(row->text, hours_or_blank(TEXT_ROOM, row->minutes),
                text_dollars(TEXT_ROOM, row->amount));
        if (all) {
            hours_put(row);
        }
    }
    if (smaller_count > 0) {
        g_autofree char *text =
            g_strdup_printf("%u smaller causes, which --all lists", smaller_count);
        row_put(text, hours_or_blank(TEXT_ROOM, smaller.minutes),
                text_dollars(TEXT_ROOM, smaller.amount));
    }
    row_put("together", hours_or_blank(TEXT_ROOM, minutes),
            text_dollars(TEXT_ROOM, comparison->difference));
}

static void sides_put(const comparison *comparison)
{
    printf("%s %s\n\n", comparison->partner_id, comparison->legal_name);
    side_put(&comparison->from);
    side_put(&comparison->to);
    const struct compare_side difference = {"difference", "", comparison->difference};
    side_put(&difference);
}

static void comparison_put_text(const comparison *comparison, bool all)
{
    if (comparison->from.name) {
        sides_put(comparison);
        putchar('\n');
    }
    if (comparison->rows->len > 0) {
        rows_put(comparison, all);
    } else {
        puts("  nothing differs");
    }
    for (guint i = 0; i < comparison->notes->len; i++) {
        fputs("\n  ", stdout);
        paragraph_put(g_ptr_array_index(comparison->notes, i), 2, 2);
    }
}

/* ---- as CSV -------------------------------------------------------------------------------------- */

static void csv_line_put(const comparison *comparison, const struct compare_row *row,
                         const struct compare_hour *hour)
{
    const bool is_document = hour && hour->amount.cents != 0;
    const char *const texts[] = {
        hour ? "hour" : "cause", comparison->partner_id,          comparison->from.name,
        comparison->to.name,     compare_cause_words[row->cause], row->text,
    };
    const char *const places[] = {
        hour ? text_date(TEXT_ROOM, hour->at.date) : "",
        hour && !is_document ? text_time(TEXT_ROOM, hour->at.start_minute) : "",
        hour ? hour->at.appointment_id : "",
        hour ? hour->words : "",
        hour ? hour->source : "",
    };
    g_autoptr(GString) line = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        text_append_csv(line, texts[i]);
        g_string_append_c(line, ',');
    }
    const money amount = hour ? hour->amount : row->amount;
    g_string_append_printf(line, "%d,%s", hour ? hour->minutes : row->minutes,
                           hour && !is_document ? "" : text_money(TEXT_ROOM, amount));
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        g_string_append_c(line, ',');
        text_append_csv(line, places[i]);
    }
    puts(line->str);
}

static void comparison_put_csv(const comparison *comparison, bool all)
{
    puts("row,partner_id,from,to,cause,text,minutes,amount,date,start,appointment_id,words,source");
    for (guint i = 0; i < comparison->rows->len; i++) {
        const struct compare_row *row = &g_array_index(comparison->rows, struct compare_row, i);
        csv_line_put(comparison, row, NULL);
        for (guint k = 0; all && k < row->hours->len; k++) {
            csv_line_put(comparison, row, &g_array_index(row->hours, struct compare_hour, k));
        }
    }
}

/* ---- as JSON ------------------------------------------------------------------------------------- */

static void side_put_json(const char *which, const struct compare_side *side)
{
    printf("  \"%s\": ", which);
    json_print("{'name': %s, 'state': %s, 'pay': %s},\n", side->name, side->state,
               text_money(TEXT_ROOM, side->pay));
}

static void hour_put_json(const struct compare_hour *hour)
{
    const char *date = text_date(TEXT_ROOM, hour->at.date);
    if (hour->amount.cents != 0) {
        json_print("{'date': %s, 'number': %s, 'amount': %s, 'words': %s}", date,
                   hour->at.appointment_id, text_money(TEXT_ROOM, hour->amount), hour->words);
        return;
    }
    json_print("{'date': %s, 'start': %s, 'appointment_id': %s, 'minutes': %d, 'words': %s, "
               "'source': %s}",
               date, text_time(TEXT_ROOM, hour->at.start_minute), hour->at.appointment_id,
               hour->minutes, hour->words, hour->source);
}

void comparison_causes_put_json(const comparison *comparison, bool all)
{
    fputs("\"causes\": [", stdout);
    for (guint i = 0; i < comparison->rows->len; i++) {
        const struct compare_row *row = &g_array_index(comparison->rows, struct compare_row, i);
        fputs(i == 0 ? "\n    " : ",\n    ", stdout);
        json_print("{'cause': %s, 'text': %s, 'minutes': %d, 'amount': %s",
                   compare_cause_words[row->cause], row->text, row->minutes,
                   text_money(TEXT_ROOM, row->amount));
        fputs(all ? ", \"hours\": [" : "", stdout);
        for (guint k = 0; all && k < row->hours->len; k++) {
            json_next(k);
            hour_put_json(&g_array_index(row->hours, struct compare_hour, k));
        }
        fputs(all ? "]}" : "}", stdout);
    }
    fputs("]", stdout);
}

static void comparison_put_json(const comparison *comparison, bool all)
{
    json_print("{\n  'partner_id': %s,\n  'legal_name': %s,\n", comparison->partner_id,
               comparison->legal_name);
    side_put_json("from", &comparison->from);
    side_put_json("to", &comparison->to);
    json_print("  'difference': %s,\n  'notes': [", text_money(TEXT_ROOM, comparison->difference));
    for (guint i = 0; i < comparison->notes->len; i++) {
        json_next(i);
        json_print("%s", (const char *)g_ptr_array_index(comparison->notes, i));
    }
    fputs("],\n  ", stdout);
    comparison_causes_put_json(comparison, all);
    puts("\n}");
}

void comparison_put(const comparison *comparison, const struct options *options)
{
    (options->json  ? comparison_put_json
     : options->csv ? comparison_put_csv
                    : comparison_put_text)(comparison, options->all);
}
