#include <string.h>

#include "engine/cli/command.h"
#include "engine/cli/fold.h"
#include "engine/core/near.h"
#include "engine/run/results/key_file.h"
#include "importers/text/instant.h"

static gboolean help;

/* ---- words that are no option of the command ------------------------------------------------------- */

static const GOptionEntry *option_named(enum command_id id, const char *name)
{
    for (const GOptionEntry *const *option = commands[id].options; *option; option++) {
        if (strcmp((*option)->long_name, name) == 0) {
            return *option;
        }
    }
    return NULL;
}

static bool kinds_take(const char *name)
{
    bool all = true;
    for (enum command_id id = 0; id < COMMAND_COUNT; id++) {
        all = all && (!command_is_kind(id) || option_named(id, name));
    }
    return all;
}

/* "explain and claim take --letter": NULL where no command does. The caller frees. */
static char *takers_text(const char *name)
{
    g_autoptr(GPtrArray) takers = g_ptr_array_new();
    const bool each_kind = kinds_take(name);
    for (enum command_id id = 0; id < COMMAND_COUNT; id++) {
        if (id == COMMAND_DECIDE ? each_kind
                                 : option_named(id, name) && !(each_kind && command_is_kind(id))) {
            g_ptr_array_add(takers, (gpointer)(uintptr_t)commands[id].name);
        }
    }
    if (takers->len == 0) {
        return NULL;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < takers->len; i++) {
        g_string_append_printf(text, "%s%s",
                               i == 0                 ? ""
                               : i + 1 == takers->len ? " and "
                                                      : ", ",
                               (const char *)takers->pdata[i]);
    }
    g_string_append_printf(text, " %s --%s", takers->len == 1 ? "takes" : "take", name);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static bool unknown_set(enum command_id id, const char *name, GError **error)
{
    g_autofree char *takers = takers_text(name);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const GOptionEntry *const *option = commands[id].options; *option; option++) {
        g_ptr_array_add(names, (gpointer)(uintptr_t)(*option)->long_name);
    }
    const char *near = near_find(name, (const char *const *)names->pdata, names->len);
    if (takers) {
        return command_usage_set(error, "--%s is none of its options; %s", name, takers);
    }
    return near
               ? command_usage_set(error, "there is no option --%s; did you mean --%s?", name, near)
               : command_usage_set(error, "there is no option --%s", name);
}

static bool words_check(enum command_id id, char *const *words, GError **error)
{
    for (; *words && strcmp(*words, "--") != 0; words++) {
        if (!g_str_has_prefix(*words, "--") || strcmp(*words, "--help") == 0) {
            continue;
        }
        const char *equals = strchr(*words, '=');
        g_autofree char *name =
            equals ? g_strndup(*words + 2, (gsize)(equals - *words - 2)) : g_strdup(*words + 2);
        const GOptionEntry *option = option_named(id, name);
        if (!option) {
            return unknown_set(id, name, error);
        }
        if (option->arg != G_OPTION_ARG_NONE && !equals && words[1]) {
            words++; /* its value, whatever that looks like */
        }
    }
    return true;
}

/* ---- a command line --------------------------------------------------------------------------------- */

/* The words of the command's arguments in its help, those that may be left out in brackets. */
static bool arguments_check(enum command_id id, GError **error)
{
    g_auto(GStrv) words = g_strsplit(commands[id].arguments, " ", -1);
    guint most = options_given.areas ? 1 : g_strv_length(words);
    guint count = g_strv_length(options_given.arguments);
    guint least = 0;
    const char *missing = NULL;
    for (guint i = 0; words[i]; i++) {
        least += words[i][0] != '[';
        missing = missing || least <= count ? missing : words[i];
    }
    if (count > most) {
        return command_usage_set(error, "%s is one argument too many",
                                 options_given.arguments[most]);
    }
    return !missing || options_given.areas || command_usage_set(error, "%s is missing", missing);
}

/* Ids of partners, documents and areas are in capitals, however they are typed. */
static bool in_capitals(const char *word)
{
    static const char *const starts[] = {"PARTNER", "NUMBER", "AREA"};
    bool is = false;
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++) {
        is = is || g_str_has_prefix(word + (word[0] == '['), starts[i]);
    }
    return is && !strchr(word, '|'); /* which may also be an appointment */
}

static void capitals_set(char **text)
{
    char *typed = *text;
    *text = g_ascii_strup(typed, -1);
    g_free(typed);
}

static void ids_spell(enum command_id id)
{
    g_auto(GStrv) words = g_strsplit(commands[id].arguments, " ", -1);
    for (guint i = 0; words[i] && options_given.arguments[i] && !options_given.areas; i++) {
        if (in_capitals(words[i])) {
            capitals_set(&options_given.arguments[i]);
        }
    }
    for (const GOptionEntry *const *option = commands[id].options; *option; option++) {
        char **value = (*option)->arg_data;
        if ((*option)->arg_description && in_capitals((*option)->arg_description) && *value) {
            capitals_set(value);
        }
    }
}

static bool options_check(enum command_id id, GError **error)
{
    if (!arguments_check(id, error)) {
        return false;
    }
    if (options_given.jobs < 1 || options_given.jobs > 256) {
        return command_usage_set(error, "--jobs takes a whole number from 1 to 256");
    }
    return !options_given.holidays || g_file_test(options_given.holidays, G_FILE_TEST_IS_DIR) ||
           command_usage_set(error, "--holidays: %s is not a directory", options_given.holidays);
}

/* What is neither an option nor its value. */
static char **arguments_of(char *const *words)
{
    g_autoptr(GStrvBuilder) arguments = g_strv_builder_new();
    for (; *words; words++) {
        if (strcmp(*words, "--") != 0) {
            g_strv_builder_add(arguments, *words);
        }
    }
    return g_strv_builder_end(arguments);
}

const struct options *options_read(char **argv, enum command_id command, GError **error)
{
    const GOptionEntry help_options[] = {{"help", 'h', 0, G_OPTION_ARG_NONE, &help, "this", NULL},
                                         {0}};
    const bool of_all_kinds = command == COMMAND_DECIDE && argv[1] && argv[1][0] != '-';
    options_given.command = command;
    if (of_all_kinds) {
        /* Whichever options follow, there is no such kind. */
        options_given.arguments = arguments_of(argv + 1);
        return &options_given;
    }
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, help_options, NULL);
    for (const GOptionEntry *const *option = commands[command].options; *option; option++) {
        const GOptionEntry row[] = {**option, {0}};
        g_option_context_add_main_entries(context, row, NULL);
    }
    g_auto(GStrv) words = g_strdupv(argv);
    if (!words_check(command, argv + 1, error) ||
        !g_option_context_parse_strv(context, &words, error)) {
        return NULL;
    }
    if (help) {
        command_help_print(command);
        return NULL;
    }
    fold_output(options_given.json || options_given.csv ? 0 : FOLD_WIDTH);
    fold_errors(options_given.every ? 0 : FOLD_WIDTH);
    options_given.arguments = arguments_of(words + 1);
    options_given.jobs = options_given.jobs ? options_given.jobs : (int)g_get_num_processors();
    ids_spell(command);
    return options_check(command, error) ? &options_given : NULL;
}

bool options_order(const struct options *options, const char *period_text,
                   struct month_order *ret_order, GError **error)
{
    *ret_order = (struct month_order){.as_at_text = options->as_at,
                                      .issue_date_text = options->issue_date,
                                      .payment_date_text = options->payment_date,
                                      .holidays = options->holidays,
                                      .draft = true,
                                      .jobs = options->jobs,
                                      .all_again = options->whole,
                                      .before_seq = ISSUED_NOW};
    return instant_period_parse_argument("PERIOD", period_text, &ret_order->period, error);
}

store *options_store_open(const struct options *options, const char *period_text,
                          struct month_order *ret_order, GError **error)
{
    return options_order(options, period_text, ret_order, error)
               ? month_store_open(options->store, period_text, error)
               : NULL;
}

bool options_store_whole(const struct options *options, store *store, enum older_extent extent,
                         GError **error)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    const bool whole = older_refuse(store, options->store, options->out, extent, notes, error);
    command_notes_tell(notes);
    return whole;
}

void options_store_added(const struct options *options, store *store, enum exit_status *ret_status)
{
    g_autoptr(GError) cause = NULL;
    if (!older_keep(store, options->store, &cause)) {
        fprintf(stderr, "rcti: it is done, but %s; the next start writes it\n", cause->message);
        *ret_status = EXIT_MACHINE_FAILED;
    }
}

bool options_key_read(const struct options *options, struct seal_key **ret_key, GError **error)
{
    char *const *paths = options->seal_keys;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    *ret_key = NULL;
    if (!paths) {
        return true;
    }
    if (paths[1]) {
        return command_usage_set(error, "--seal-key: a seal has one key");
    }
    *ret_key = key_file_read(paths[0], options->store, notes, error);
    command_notes_tell(notes);
    return *ret_key != NULL;
}
