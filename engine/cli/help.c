#include <string.h>

#include "engine/cli/command.h"
#include "engine/cli/fold.h"
#include "engine/core/near.h"

/* ---- looked up -------------------------------------------------------------------------------------- */

bool command_is_kind(enum command_id id)
{
    return strchr(commands[id].name, ' ') != NULL;
}

enum command_id command_find(char *const *words, int *ret_count)
{
    enum command_id found = COMMAND_COUNT;
    g_autofree char *both = words[0] && words[1] ? g_strjoin(" ", words[0], words[1], NULL) : NULL;
    for (enum command_id id = 0; words[0] && id < COMMAND_COUNT; id++) {
        const bool is_kind = g_strcmp0(commands[id].name, both) == 0;
        if (is_kind || strcmp(commands[id].name, words[0]) == 0) {
            *ret_count = is_kind ? 2 : 1;
            found = id;
        }
    }
    return found;
}

char *command_meant(const char *word)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (enum command_id id = 0; id < COMMAND_COUNT; id++) {
        if (!command_is_kind(id)) {
            g_ptr_array_add(names, (gpointer)(uintptr_t)commands[id].name);
        }
    }
    const char *near = near_find(word, (const char *const *)names->pdata, names->len);
    return near ? g_strdup_printf("; did you mean %s?", near) : g_strdup("");
}

/* ---- in words --------------------------------------------------------------------------------------- */

enum { NAME_COLUMN = 2, TEXT_COLUMN = 26, COMMAND_COLUMN = 15 };

/* A name, and behind it, or on the next line where it is long, what it is. */
static void row_append(GString *text, const char *name, const char *what, int column)
{
    g_string_append_printf(text, "%*s%s", NAME_COLUMN, "", name);
    int at = NAME_COLUMN + explained_columns(name, strlen(name));
    if (at + 2 > column) {
        g_string_append_c(text, '\n');
        at = 0;
    }
    g_string_append_printf(text, "%*s", column - at, "");
    explained_wrap(text, what, column, column, FOLD_WIDTH);
    g_string_append_c(text, '\n');
}

static void option_append(GString *text, const GOptionEntry *option)
{
    const char *value = option->arg_description;
    g_autofree char *name =
        g_strdup_printf("--%s%s%s", option->long_name, value ? " " : "", value ? value : "");
    row_append(text, name, option->description, TEXT_COLUMN);
}

void command_help_print(enum command_id id)
{
    const struct command *command = &commands[id];
    g_autoptr(GString) text = g_string_new("usage: rcti ");
    g_string_append_printf(text, "%s%s%s [OPTION…]\n\n", command->name,
                           command->arguments[0] ? " " : "", command->arguments);
    explained_wrap(text, command->summary, 0, 0, FOLD_WIDTH);
    g_string_append(text, "\n\n");
    for (enum command_id kind = 0; id == COMMAND_DECIDE && kind < COMMAND_COUNT; kind++) {
        if (command_is_kind(kind)) {
            row_append(text, commands[kind].name + strlen(command->name) + 1, commands[kind].line,
                       COMMAND_COLUMN);
        }
    }
    for (const GOptionEntry *const *option = command->options; *option; option++) {
        option_append(text, *option);
    }
    row_append(text, "-h, --help", "this", TEXT_COLUMN);
    print_text(text);
}

void help_print(void)
{
    g_autoptr(GString) text =
        g_string_new("rcti: pays Consultant Partners for a month and proves it\n\n"
                     "usage: rcti COMMAND [ARGUMENT…] [OPTION…]\n");
    for (enum command_id id = 0; id < COMMAND_COUNT; id++) {
        if (command_groups[id]) {
            g_string_append_printf(text, "\n%s\n", command_groups[id]);
        }
        if (!command_is_kind(id)) {
            row_append(text, commands[id].name, commands[id].line, COMMAND_COLUMN);
        }
    }
    g_string_append_c(text, '\n');
    explained_wrap(text,
                   "rcti help COMMAND tells a command's options, rcti --version the version. Exit "
                   "status: 0 all done; 1 done, but partners were held; 2 wrong usage; 3 input "
                   "rejected or a gate; 4 the machine failed; 5 verification failed.",
                   0, 0, FOLD_WIDTH);
    g_string_append_c(text, '\n');
    print_text(text);
}

/* ---- as JSON ---------------------------------------------------------------------------------------- */

static void command_print_json(enum command_id id, const char *group)
{
    const struct command *command = &commands[id];
    json_print("  {'name': %s, 'group': %s, 'arguments': %s, 'line': %s, 'summary': %s,\n"
               "   'options': [",
               command->name, group, command->arguments, command->line, command->summary);
    for (guint i = 0; command->options[i]; i++) {
        const GOptionEntry *option = command->options[i];
        json_next(i);
        json_print("{'name': %s, 'value': %s, 'repeated': %i, 'what': %s}", option->long_name,
                   option->arg_description ? option->arg_description : "",
                   option->arg == G_OPTION_ARG_STRING_ARRAY ||
                       option->arg == G_OPTION_ARG_FILENAME_ARRAY,
                   option->description);
    }
    fputs("]}", stdout);
}

static void table_print_json(void)
{
    const char *group = "";
    fputs("[\n", stdout);
    for (enum command_id id = 0; id < COMMAND_COUNT; id++) {
        group = command_groups[id] ? command_groups[id] : group;
        fputs(id == 0 ? "" : ",\n", stdout);
        command_print_json(id, group);
    }
    fputs("\n]\n", stdout);
}

/* ---- the command ------------------------------------------------------------------------------------ */

bool help_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
              GError **error)
{
    int count = 0;
    char *const *words = options->arguments;
    const enum command_id id = command_find(words, &count);
    if (words[0] && (id == COMMAND_COUNT || words[count])) {
        const char *word = words[id == COMMAND_COUNT ? 0 : count];
        g_autofree char *meant = id == COMMAND_COUNT ? command_meant(word) : g_strdup("");
        return command_usage_set(error, "there is no command %s%s", word, meant);
    }
    if (options->json) {
        table_print_json();
    } else if (words[0]) {
        command_help_print(id);
    } else {
        help_print();
    }
    return true;
}
