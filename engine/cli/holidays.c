#include <string.h>

#include "engine/cli/command.h"
#include "engine/cli/fold.h"
#include "engine/core/near.h"
#include "importers/text/instant.h"

/* ---- which area may be meant ---------------------------------------------------------------- */

enum { NEAR_MAX = 6, NOT_NEAR = 1000, SPELT_LIKE = 10 };

/* In small letters, with spaces for what joins words in an id: "gold coast" is in QLD-GOLD-COAST. */
static char *words_of(const char *text)
{
    char *words = g_utf8_strdown(text, -1);
    g_strdelimit(words, "-_", ' ');
    return g_strstrip(words);
}

static bool has_words(const char *text, const char *words)
{
    g_autofree char *plain = words_of(text);
    return strstr(plain, words) != NULL;
}

/* Edits to the nearest of the id, the name and the words of the id; a quarter may be wrong. */
static size_t spelling_distance(const struct area_row *row, const char *word)
{
    size_t allowed = strlen(word) > 6 ? 1 + strlen(word) / 4 : 1;
    size_t edits =
        MIN(near_distance(word, row->area, allowed), near_distance(word, row->name, allowed));
    g_auto(GStrv) parts = g_strsplit(row->area, "-", -1);
    for (size_t i = 0; parts[i]; i++) {
        edits = MIN(edits, near_distance(word, parts[i], allowed));
    }
    return strlen(word) > 4 && edits <= allowed ? SPELT_LIKE + edits : NOT_NEAR;
}

static size_t area_distance(const struct area_row *row, const char *word)
{
    g_autofree char *words = words_of(word);
    if (*words == '\0') {
        return NOT_NEAR;
    }
    if (has_words(row->area, words) || has_words(row->name, words)) {
        return 0;
    }
    if (has_words(row->definition, words)) {
        return 1;
    }
    size_t whole = spelling_distance(row, word);
    /* QLD-REDLAND asks for a place in Queensland, not for one that is spelt like it elsewhere. */
    const char *joint = strchr(word, '-');
    bool in_state = joint && g_ascii_strncasecmp(row->area, word, (gsize)(joint - word) + 1) == 0;
    return in_state ? MIN(whole, area_distance(row, joint + 1)) : whole;
}

/* Names the areas that someone may have meant with `word`: those whose id, name or definition has it,
 * or else those whose id is spelt like it; a few at most, the nearest first. */
static bool area_unknown(const holiday_calendar *calendar, const char *word, GError **error)
{
    g_autoptr(GString) list = g_string_new(NULL);
    g_autofree size_t *distances = g_new(size_t, calendar->area_count);
    for (size_t i = 0; i < calendar->area_count; i++) {
        distances[i] = area_distance(calendar->areas[i].row, word);
    }
    size_t listed = 0;
    size_t end = NOT_NEAR;
    for (size_t distance = 0; distance < end; distance++) {
        for (size_t i = 0; i < calendar->area_count && listed < NEAR_MAX; i++) {
            const struct area_row *row = calendar->areas[i].row;
            if (distances[i] == distance) {
                g_string_append_printf(list, "%s%s (%s)",
                                       listed++ > 0 ? ", " : "; near it: ", row->area, row->name);
                end = distance < SPELT_LIKE ? SPELT_LIKE : NOT_NEAR;
            }
        }
    }
    return command_usage_set(error,
                             "there is no area %s%s; rcti holidays --areas lists them all; a "
                             "place in none of the local ones is based in its state",
                             word, list->str);
}

/* ---- rows ---------------------------------------------------------------------------------- */

/* NULL: an empty cell. */
static void csv_print(const char *const *cells, size_t count)
{
    g_autoptr(GString) row = g_string_new(NULL);
    for (size_t i = 0; i < count; i++) {
        g_string_append(row, i == 0 ? "" : ",");
        text_append_csv(row, cells[i] ? cells[i] : "");
    }
    puts(row->str);
}

/* ---- --areas ------------------------------------------------------------------------------- */

/* The area that STATE names: AU-VIC, or VIC for short; NULL: neither. */
static const struct area *state_find(const holiday_calendar *calendar, const char *word)
{
    g_autofree char *state = g_ascii_strup(word, -1);
    g_autofree char *long_form = g_strdup_printf("AU-%s", state);
    const struct area *area = area_tree_find(calendar, state);
    return area ? area : area_tree_find(calendar, long_form);
}

/* rcti holidays --areas [STATE]: the areas below and including STATE (AU-VIC or VIC), or all. */
static bool areas_print(const holiday_calendar *calendar, const struct options *options,
                        GError **error)
{
    enum { ID_WIDTH = 32, COMPLETE_WIDTH = 24 };
    bool json = options->json;
    bool screen = !json && terminal_reads();
    const char *word = options->arguments[0];
    const struct area *state = word ? state_find(calendar, word) : NULL;
    if (word && !state) {
        return area_unknown(calendar, word, error);
    }
    if (screen) {
        terminal_put("area", ID_WIDTH);
        terminal_put("days known for", COMPLETE_WIDTH);
        puts("name, and what defines it");
    } else {
        fputs(json ? "[" : "area,parent,name,definition,complete,zones\n", stdout);
    }
    bool first = true;
    for (size_t i = 0; i < calendar->area_count; i++) {
        const struct area *area = &calendar->areas[i];
        const struct area_row *row = area->row;
        if (state && !area_within(area, state)) {
            continue;
        }
        g_autofree char *complete = area_complete_text(area);
        if (screen) {
            terminal_put(row->area, ID_WIDTH);
            terminal_put(*complete ? complete : "no year", COMPLETE_WIDTH);
            printf("%s\n    %s\n", row->name, row->definition);
        } else if (json) {
            fputs(first ? "\n  {" : ",\n  {", stdout);
            json_print("'area': %s, 'parent': %s, 'name': %s,\n   'definition': %s,\n"
                       "   'complete': %s, 'zones': %s}",
                       row->area, row->parent, row->name, row->definition, complete, row->zones);
        } else {
            const char *const cells[] = {row->area,       row->parent, row->name,
                                         row->definition, complete,    row->zones};
            csv_print(cells, G_N_ELEMENTS(cells));
        }
        first = false;
    }
    fputs(json ? "\n]\n" : "", stdout);
    return true;
}

/* ---- AREA YEAR ------------------------------------------------------------------------------ */

/* The answer. */
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

/* As JSON, or the days alone as CSV. */
static void year_print_all(const struct year_days *answer, bool json)
{
    if (json) {
        json_print("{\n  'area': %s,\n  'name': %s,\n  'year': %d,\n  'complete': %i,\n"
                   "  'gaps': %s,\n  'holidays': [\n",
                   answer->area->area, answer->area->name, answer->year, answer->gaps->len == 0,
                   answer->gaps->str);
    } else {
        puts("date,from,to,name,area,status,source");
    }
    for (guint i = 0; i < answer->holidays->len; i++) {
        const struct holiday *holiday = &g_array_index(answer->holidays, struct holiday, i);
        bool whole_day = is_whole_day(holiday);
        const char *const cells[] = {text_date(TEXT_ROOM, holiday->date),
                                     whole_day ? NULL : text_time(TEXT_ROOM, holiday->from_minute),
                                     whole_day ? NULL : text_time(TEXT_ROOM, holiday->to_minute),
                                     holiday->name,
                                     holiday->area,
                                     holiday_status_words[holiday->status],
                                     holiday->source_text};
        if (json) {
            json_print("    {'date': %s, 'from': %s, 'to': %s, 'name': %s,\n     'area': %s, "
                       "'status': %s,\n     'source': %s}",
                       cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6]);
            puts(i + 1 < answer->holidays->len ? "," : "");
        } else {
            csv_print(cells, G_N_ELEMENTS(cells));
        }
    }
    fputs(json ? "  ]\n}\n" : "", stdout);
}

static void year_print_screen(const struct year_days *answer)
{
    enum { DATE_WIDTH = 10, HOURS_WIDTH = 11, AREA_WIDTH = 24 };
    long width = 0;
    for (guint i = 0; i < answer->holidays->len; i++) {
        const char *name = g_array_index(answer->holidays, struct holiday, i).name;
        width = MAX(width, g_utf8_strlen(name, -1));
    }
    printf("%s (%s), public holidays of %d\n%s\n\n", answer->area->name, answer->area->area,
           answer->year, answer->area->definition);
    for (guint i = 0; i < answer->holidays->len; i++) {
        const struct holiday *holiday = &g_array_index(answer->holidays, struct holiday, i);
        g_autofree char *hours =
            g_strdup_printf("%s-%s", text_time(TEXT_ROOM, holiday->from_minute),
                            text_time(TEXT_ROOM, holiday->to_minute));
        fputs("  ", stdout);
        terminal_put(text_date_short(TEXT_ROOM, holiday->date), DATE_WIDTH);
        terminal_put(is_whole_day(holiday) ? "whole day" : hours, HOURS_WIDTH);
        terminal_put(holiday->name, width);
        terminal_put(holiday->area, AREA_WIDTH);
        puts(holiday_status_words[holiday->status]);
        if (holiday->status == HOLIDAY_PROVISIONAL) {
            printf("              %s\n", holiday->source_text);
        }
    }
    printf("\n%u days; the source of each is in the CSV (| cat) and with --json\n",
           answer->holidays->len);
}

/* ---- the command --------------------------------------------------------------------------- */

static bool year_answer(const holiday_calendar *calendar, const struct options *options,
                        GError **error)
{
    const struct area *area = area_tree_find(calendar, options->arguments[0]);
    const char *year = options->arguments[1];
    if (!area) {
        return area_unknown(calendar, options->arguments[0], error);
    }
    g_autoptr(GArray) holidays = g_array_new(FALSE, TRUE, sizeof(struct holiday));
    g_autoptr(GString) gaps = g_string_new(NULL);
    const struct year_days answer = {area->row, (int32_t)g_ascii_strtoll(year, NULL, 10), holidays,
                                     gaps};
    if (strlen(year) != 4 || strspn(year, "0123456789") != 4 || answer.year < INSTANT_YEAR_MIN ||
        answer.year > INSTANT_YEAR_MAX) {
        return command_usage_set(error, "YEAR: \"%s\": expected a year, YYYY", year);
    }
    struct day_range dates = {day_from_civil((struct civil){answer.year, 1, 1}),
                              day_from_civil((struct civil){answer.year, 12, 31})};
    const char *const areas[] = {area->row->area, NULL};
    calendar_holidays(calendar, areas, dates.from, dates.to, holidays);
    if (!calendar_covers(calendar, areas, dates, gaps) && !options->quiet) {
        fprintf(stderr,
                "rcti: not all days of %d are known (%s); a run holds whoever is based there\n",
                answer.year, gaps->str);
    }
    if (!options->json && terminal_reads()) {
        year_print_screen(&answer);
    } else {
        year_print_all(&answer, options->json);
    }
    return true;
}

bool holidays_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
                  GError **error)
{
    g_autoptr(issues) issues = issues_new();
    g_auto(shipped_holidays) shipped = {0};
    if (!shipped_holidays_read(options->holidays, issues, &shipped, error)) {
        return false;
    }
    g_autoptr(holiday_calendar) calendar =
        holiday_setup_calendar(&shipped, NULL, NULL, NULL, NULL, issues);
    if (!terminal_reads()) {
        fold_output(0); /* CSV, or JSON */
    }
    return run_issues_check(issues, "nothing was listed", error) &&
           (options->areas ? areas_print : year_answer)(calendar, options, error);
}
