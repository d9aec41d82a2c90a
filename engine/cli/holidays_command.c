#include <stdio.h>
#include <string.h>

#include "engine/cli/area_list.h"
#include "engine/cli/command.h"
#include "engine/cli/terminal.h"
#include "engine/core/holiday.h"
#include "engine/run/holiday_setup.h"
#include "importers/text/instant.h"
#include "reports/quoted.h"
#include "reports/text.h"

/* The answer to AREA YEAR. */
struct year_days {
    const struct area_row *area;
    int32_t year;
    GArray *holidays; /* struct holiday */
    GString *gaps;    /* what is not known of the year; empty: all is */
};

static bool is_whole_day(const struct holiday *holiday)
{
    return holiday->from_minute == 0 && holiday->to_minute == MINUTES_PER_DAY;
}

/* ---- as CSV -------------------------------------------------------------------------------- */

static void cell_print(const char *text)
{
    putchar(',');
    quoted_put_csv(stdout, text);
}

static void year_print_csv(const struct year_days *answer)
{
    char text[TEXT_SIZE];
    puts("date,from,to,name,area,status,source");
    for (guint i = 0; i < answer->holidays->len; i++) {
        const struct holiday *holiday = &g_array_index(answer->holidays, struct holiday, i);
        bool whole_day = is_whole_day(holiday);
        fputs(text_date(text, holiday->date), stdout);
        cell_print(whole_day ? "" : text_time(text, holiday->from_minute));
        cell_print(whole_day ? "" : text_time(text, holiday->to_minute));
        cell_print(holiday->name);
        cell_print(holiday->area);
        cell_print(holiday_status_name(holiday->status));
        cell_print(holiday->source_text);
        putchar('\n');
    }
}

/* ---- as JSON ------------------------------------------------------------------------------- */

static void member_print(const char *key, const char *text, const char *end)
{
    printf("\"%s\": ", key);
    if (text) {
        quoted_put_json(stdout, text);
    } else {
        fputs("null", stdout);
    }
    fputs(end, stdout);
}

static void holiday_print_json(const struct holiday *holiday, const char *end)
{
    char text[TEXT_SIZE];
    bool whole_day = is_whole_day(holiday);
    fputs("    {", stdout);
    member_print("date", text_date(text, holiday->date), ", ");
    member_print("from", whole_day ? NULL : text_time(text, holiday->from_minute), ", ");
    member_print("to", whole_day ? NULL : text_time(text, holiday->to_minute), ", ");
    member_print("name", holiday->name, ",\n     ");
    member_print("area", holiday->area, ", ");
    member_print("status", holiday_status_name(holiday->status), ",\n     ");
    member_print("source", holiday->source_text, "}");
    puts(end);
}

static void year_print_json(const struct year_days *answer)
{
    fputs("{\n  ", stdout);
    member_print("area", answer->area->area, ",\n  ");
    member_print("name", answer->area->name, ",\n");
    printf("  \"year\": %d,\n  \"complete\": %s,\n  ", answer->year,
           answer->gaps->len > 0 ? "false" : "true");
    member_print("gaps", answer->gaps->str, ",\n");
    puts("  \"holidays\": [");
    for (guint i = 0; i < answer->holidays->len; i++) {
        holiday_print_json(&g_array_index(answer->holidays, struct holiday, i),
                           i + 1 < answer->holidays->len ? "," : "");
    }
    puts("  ]\n}");
}

/* ---- for a person -------------------------------------------------------------------------- */

static long name_width(const struct year_days *answer)
{
    long width = 0;
    for (guint i = 0; i < answer->holidays->len; i++) {
        const char *name = g_array_index(answer->holidays, struct holiday, i).name;
        width = MAX(width, g_utf8_strlen(name, -1));
    }
    return width;
}

static void holiday_print_screen(const struct holiday *holiday, long width)
{
    enum { DATE_WIDTH = 10, HOURS_WIDTH = 11, AREA_WIDTH = 24 };
    char from[TEXT_SIZE];
    char to[TEXT_SIZE];
    char date[TEXT_SIZE];
    g_autofree char *hours = g_strdup_printf("%s-%s", text_time(from, holiday->from_minute),
                                             text_time(to, holiday->to_minute));
    fputs("  ", stdout);
    terminal_put(text_date_short(date, holiday->date), DATE_WIDTH);
    terminal_put(is_whole_day(holiday) ? "whole day" : hours, HOURS_WIDTH);
    terminal_put(holiday->name, width);
    terminal_put(holiday->area, AREA_WIDTH);
    puts(holiday_status_name(holiday->status));
    if (holiday->status == HOLIDAY_PROVISIONAL) {
        printf("              %s\n", holiday->source_text);
    }
}

static void year_print_screen(const struct year_days *answer)
{
    long width = name_width(answer);
    printf("%s (%s), public holidays of %d\n%s\n\n", answer->area->name, answer->area->area,
           answer->year, answer->area->definition);
    for (guint i = 0; i < answer->holidays->len; i++) {
        holiday_print_screen(&g_array_index(answer->holidays, struct holiday, i), width);
    }
    printf("\n%u days; the source of each is in the CSV (| cat) and with --json\n",
           answer->holidays->len);
}

/* ---- the command --------------------------------------------------------------------------- */

static bool year_parse(const char *text, int32_t *ret_year)
{
    if (strlen(text) != 4 || strspn(text, "0123456789") != 4) {
        return false;
    }
    *ret_year = (int32_t)g_ascii_strtoll(text, NULL, 10);
    return *ret_year >= INSTANT_YEAR_MIN && *ret_year <= INSTANT_YEAR_MAX;
}

static const struct area_row *area_find(const struct shipped_holidays *shipped, const char *area)
{
    for (guint i = 0; i < shipped->areas->len; i++) {
        const struct area_row *row = &g_array_index(shipped->areas, struct area_row, i);
        if (strcmp(row->area, area) == 0) {
            return row;
        }
    }
    return NULL;
}

static void year_print(const struct year_days *answer, const struct options *options)
{
    if (answer->gaps->len > 0 && !options->quiet) {
        fprintf(stderr,
                "rcti: not all days of %d are known (%s); a run holds whoever is based there\n",
                answer->year, answer->gaps->str);
    }
    if (options->json) {
        year_print_json(answer);
    } else if (terminal_reads()) {
        year_print_screen(answer);
    } else {
        year_print_csv(answer);
    }
}

static enum exit_status year_answer(const struct shipped_holidays *shipped,
                                    const holiday_calendar *calendar, const struct options *options)
{
    struct year_days answer = {.area = area_find(shipped, options->arguments[0])};
    if (!answer.area) {
        return area_unknown(shipped, options->arguments[0]);
    }
    if (!year_parse(options->arguments[1], &answer.year)) {
        return command_wrong_usage("YEAR: \"%s\": expected a year, YYYY", options->arguments[1]);
    }
    struct day_range dates = {day_from_civil((struct civil){answer.year, 1, 1}),
                              day_from_civil((struct civil){answer.year, 12, 31})};
    const char *const areas[] = {answer.area->area, NULL};
    g_autoptr(GArray) holidays = g_array_new(FALSE, TRUE, sizeof(struct holiday));
    g_autoptr(GString) gaps = g_string_new(NULL);
    calendar_holidays(calendar, areas, dates.from, dates.to, holidays);
    calendar_covers(calendar, areas, dates, gaps);
    answer.holidays = holidays;
    answer.gaps = gaps;
    year_print(&answer, options);
    return EXIT_ALL_DONE;
}

enum exit_status holidays_command(const struct options *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(issues) issues = issues_new();
    struct shipped_holidays shipped = {0};
    if (!shipped_holidays_read(options->holidays, issues, &shipped, &error)) {
        return command_failed(error);
    }
    g_autoptr(holiday_calendar) calendar = holiday_setup_calendar(&shipped, NULL, issues);
    enum exit_status status = EXIT_INPUT_REJECTED;
    if (!run_issues_check(issues, "nothing was listed", &error)) {
        status = command_failed(error);
    } else if (options->areas) {
        status = area_list_print(&shipped, calendar, options);
    } else {
        status = year_answer(&shipped, calendar, options);
    }
    shipped_holidays_clear(&shipped);
    return status;
}
