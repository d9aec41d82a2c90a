#include <string.h>

#include "engine/cli/command.h"
#include "engine/cli/fold.h"
#include "engine/run/results/key_file.h"
#include "importers/text/instant.h"

struct options options_given = {.store = "rcti.db", .out = "out", .days = -1};
static gboolean help;

static const GOptionEntry common_options[] = {
    {"store", 0, 0, G_OPTION_ARG_FILENAME, &options_given.store, "the store (rcti.db)", "FILE"},
    {"out", 0, 0, G_OPTION_ARG_FILENAME, &options_given.out, "where results go (out)", "DIR"},
    {"as-at", 0, 0, G_OPTION_ARG_STRING, &options_given.as_at,
     "judge the facts as known then (now)", "INSTANT"},
    {"issue-date", 0, 0, G_OPTION_ARG_STRING, &options_given.issue_date,
     "the date on the documents (today)", "DATE"},
    {"holidays", 0, 0, G_OPTION_ARG_FILENAME, &options_given.holidays,
     "holidays instead of those that come with the program", "DIR"},
    {"jobs", 0, 0, G_OPTION_ARG_INT, &options_given.jobs,
     "how many threads work at once (the processors)", "N"},
    {"quiet", 0, 0, G_OPTION_ARG_NONE, &options_given.quiet, "no progress, only results", NULL},
    {"json", 0, 0, G_OPTION_ARG_NONE, &options_given.json, "results as JSON", NULL},
    {"help", 'h', 0, G_OPTION_ARG_NONE, &help, "this", NULL},
    {0}};

/* The words of the command's arguments in its help, those that may be left out in brackets. */
static bool arguments_check(const struct command *command, GError **error)
{
    g_auto(GStrv) words = g_strsplit(command->arguments_help, " ", -1);
    guint most = options_given.areas ? 1 : g_strv_length(words);
    guint count = g_strv_length(options_given.arguments);
    guint least = 0;
    for (guint i = 0; words[i]; i++) {
        least += words[i][0] != '[';
    }
    if (count > most) {
        return command_usage_set(error, "%s is one argument too many",
                                 options_given.arguments[most]);
    }
    return count >= least || options_given.areas ||
           command_usage_set(error, "an argument is missing");
}

static bool options_check(const struct command *command, GError **error)
{
    if (!arguments_check(command, error)) {
        return false;
    }
    if (options_given.jobs < 1 || options_given.jobs > 256) {
        return command_usage_set(error, "--jobs takes a whole number from 1 to 256");
    }
    return !options_given.holidays || g_file_test(options_given.holidays, G_FILE_TEST_IS_DIR) ||
           command_usage_set(error, "--holidays: %s is not a directory", options_given.holidays);
}

const struct options *options_read(char **argv, const struct command *command, GError **error)
{
    g_autofree char *usage = g_strdup_printf("%s %s", command->name, command->arguments_help);
    g_autoptr(GOptionContext) context = g_option_context_new(usage);
    g_option_context_set_help_enabled(context, FALSE);
    g_autofree char *plain = g_strdelimit(g_strdup(command->summary), "\n", ' ');
    g_autoptr(GString) summary = g_string_new(NULL);
    explained_wrap(summary, plain, 0, 0, FOLD_WIDTH);
    g_option_context_set_summary(context, summary->str);
    g_option_context_add_main_entries(context, common_options, NULL);
    if (command->options) {
        g_option_context_add_main_entries(context, command->options, NULL);
    }
    g_auto(GStrv) words = g_strdupv(argv);
    if (!g_option_context_parse_strv(context, &words, error)) {
        return NULL;
    }
    if (help) {
        g_autofree char *text = g_option_context_get_help(context, TRUE, NULL);
        fputs(text, stdout);
        return NULL;
    }
    fold_output(options_given.json || options_given.csv ? 0 : FOLD_WIDTH);
    fold_errors(options_given.every ? 0 : FOLD_WIDTH);
    g_autoptr(GStrvBuilder) arguments = g_strv_builder_new();
    for (char **word = words + 1; *word; word++) {
        if (strcmp(*word, "--") != 0) {
            g_strv_builder_add(arguments, *word);
        }
    }
    options_given.arguments = g_strv_builder_end(arguments);
    options_given.command = command;
    options_given.jobs = options_given.jobs ? options_given.jobs : (int)g_get_num_processors();
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
