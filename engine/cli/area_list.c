#include "engine/cli/area_list.h"

#include <stdio.h>

#include "engine/cli/area_near.h"
#include "engine/cli/terminal.h"
#include "reports/quoted.h"

enum { ID_WIDTH = 32, COMPLETE_WIDTH = 24 };

enum exit_status area_unknown(const struct shipped_holidays *shipped, const char *word)
{
    g_autofree char *near = area_near_list(shipped->areas, word);
    return command_wrong_usage("there is no area %s%s%s; rcti holidays --areas lists them all; a "
                               "place in none of the local ones is based in its state",
                               word, *near ? "; near it: " : "", near);
}

static void cell_print(const char *text)
{
    putchar(',');
    quoted_put_csv(stdout, text);
}

static void area_print_csv(const struct area_row *row, const char *complete)
{
    quoted_put_csv(stdout, row->area);
    cell_print(row->parent);
    cell_print(row->name);
    cell_print(row->definition);
    cell_print(complete);
    putchar('\n');
}

static void member_print(const char *key, const char *text)
{
    printf("\"%s\": ", key);
    quoted_put_json(stdout, text);
}

static void area_print_json(const struct area_row *row, const char *complete, bool first)
{
    printf("%s\n  {", first ? "" : ",");
    member_print("area", row->area);
    fputs(", ", stdout);
    member_print("parent", row->parent);
    fputs(", ", stdout);
    member_print("name", row->name);
    fputs(",\n   ", stdout);
    member_print("definition", row->definition);
    fputs(",\n   ", stdout);
    member_print("complete", complete);
    putchar('}');
}

static void area_print_screen(const struct area_row *row, const char *complete)
{
    terminal_put(row->area, ID_WIDTH);
    terminal_put(*complete ? complete : "no year", COMPLETE_WIDTH);
    printf("%s\n    %s\n", row->name, row->definition);
}

/* The area that STATE names: AU-VIC, or VIC for short; NULL: neither. The caller frees. */
static char *state_find(const holiday_calendar *calendar, const char *word)
{
    g_autofree char *state = g_ascii_strup(word, -1);
    g_autofree char *long_form = g_strdup_printf("AU-%s", state);
    if (calendar_has_area(calendar, state)) {
        return g_steal_pointer(&state);
    }
    return calendar_has_area(calendar, long_form) ? g_steal_pointer(&long_form) : NULL;
}

static void areas_print(const struct shipped_holidays *shipped, const holiday_calendar *calendar,
                        const char *state, bool json)
{
    bool screen = !json && terminal_reads();
    if (screen) {
        terminal_put("area", ID_WIDTH);
        terminal_put("days known for", COMPLETE_WIDTH);
        puts("name, and what defines it");
    } else {
        fputs(json ? "[" : "area,parent,name,definition,complete\n", stdout);
    }
    bool first = true;
    for (guint i = 0; i < shipped->areas->len; i++) {
        const struct area_row *row = &g_array_index(shipped->areas, struct area_row, i);
        if (state && !calendar_area_within(calendar, row->area, state)) {
            continue;
        }
        g_autofree char *complete = calendar_complete_text(calendar, row->area);
        if (screen) {
            area_print_screen(row, complete);
        } else if (json) {
            area_print_json(row, complete, first);
        } else {
            area_print_csv(row, complete);
        }
        first = false;
    }
    fputs(json ? "\n]\n" : "", stdout);
}

enum exit_status area_list_print(const struct shipped_holidays *shipped,
                                 const holiday_calendar *calendar, const struct options *options)
{
    const char *word = options->arguments[0];
    g_autofree char *state = word ? state_find(calendar, word) : NULL;
    if (word && !state) {
        return area_unknown(shipped, word);
    }
    areas_print(shipped, calendar, state, options->json);
    return EXIT_ALL_DONE;
}
