#include <stdio.h>

#include "engine/cli/command.h"
#include "importers/text/instant.h"

static const struct option common_options[] = {
    {"store", G_OPTION_ARG_FILENAME, offsetof(struct options, store), "the store (rcti.db)",
     "FILE"},
    {"out", G_OPTION_ARG_FILENAME, offsetof(struct options, out), "where results go (out)", "DIR"},
    {"as-at", G_OPTION_ARG_STRING, offsetof(struct options, as_at),
     "judge the facts as known then (now)", "INSTANT"},
    {"issue-date", G_OPTION_ARG_STRING, offsetof(struct options, issue_date),
     "the date on the documents (today)", "DATE"},
    {"holidays", G_OPTION_ARG_FILENAME, offsetof(struct options, holidays),
     "holidays instead of those that come with the program", "DIR"},
    {"jobs", G_OPTION_ARG_INT, offsetof(struct options, jobs),
     "how many documents at once (the processors)", "N"},
    {"quiet", G_OPTION_ARG_NONE, offsetof(struct options, quiet), "no progress, only results",
     NULL},
    {"json", G_OPTION_ARG_NONE, offsetof(struct options, json), "results as JSON", NULL},
    {0}};

static void entries_add(GArray *entries, const struct option *option, struct options *options)
{
    for (; option && option->name; option++) {
        const GOptionEntry entry = {.long_name = option->name,
                                    .arg = option->kind,
                                    .arg_data = (char *)options + option->offset,
                                    .description = option->help,
                                    .arg_description = option->value};
        g_array_append_val(entries, entry);
    }
}

static void strings_free(const struct option *option, struct options *options)
{
    for (; option && option->name; option++) {
        void *place = (char *)options + option->offset;
        if (option->kind == G_OPTION_ARG_STRING || option->kind == G_OPTION_ARG_FILENAME) {
            g_free(*(char **)place);
        } else if (option->kind == G_OPTION_ARG_STRING_ARRAY) {
            g_strfreev(*(char ***)place);
        }
    }
}

void options_clear(struct options *options, const struct command *command)
{
    strings_free(common_options, options);
    strings_free(command->options, options);
    g_strfreev(options->arguments);
    *options = (struct options){0};
}

static enum options_result wrong(const struct command *command, const char *format, ...)
    G_GNUC_PRINTF(2, 3);
static enum options_result wrong(const struct command *command, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *message = g_strdup_vprintf(format, values);
    va_end(values);
    fprintf(stderr, "rcti %s: %s; see rcti %s --help\n", command->name, message, command->name);
    return OPTIONS_WRONG;
}

/* argv without the program's and the command's name, after the options were taken out. */
static char **arguments_take(char **argv)
{
    GPtrArray *arguments = g_ptr_array_new();
    for (char **argument = argv; *argument; argument++) {
        if (g_strcmp0(*argument, "--") != 0) {
            g_ptr_array_add(arguments, g_strdup(*argument));
        }
    }
    g_ptr_array_add(arguments, NULL);
    return (char **)g_ptr_array_free(arguments, FALSE);
}

static enum options_result options_check(const struct command *command,
                                         const struct options *options)
{
    unsigned given = g_strv_length(options->arguments);
    unsigned most = options->areas ? 1 : command->arguments_max;
    if (given < command->arguments_min && !options->areas) {
        return wrong(command, "an argument is missing");
    }
    if (given > most) {
        return wrong(command, "%s is one argument too many", options->arguments[most]);
    }
    if (options->jobs < 1 || options->jobs > 256) {
        return wrong(command, "--jobs takes a whole number from 1 to 256");
    }
    if (options->holidays && !g_file_test(options->holidays, G_FILE_TEST_IS_DIR)) {
        return wrong(command, "--holidays: %s is not a directory", options->holidays);
    }
    return OPTIONS_READY;
}

static enum options_result words_parse(GOptionContext *context, char **argv,
                                       const struct command *command, struct options *options)
{
    gboolean help = FALSE;
    g_autoptr(GError) error = NULL;
    const GOptionEntry help_entry = {"help", 'h', 0, G_OPTION_ARG_NONE, &help, "this", NULL};
    g_autoptr(GArray) entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
    entries_add(entries, common_options, options);
    g_array_append_val(entries, help_entry);
    entries_add(entries, command->options, options);
    g_option_context_add_main_entries(context, (const GOptionEntry *)(void *)entries->data, NULL);
    g_auto(GStrv) words = g_strdupv(argv);
    if (!g_option_context_parse_strv(context, &words, &error)) {
        return wrong(command, "%s", error->message);
    }
    if (help) {
        g_autofree char *text = g_option_context_get_help(context, TRUE, NULL);
        fputs(text, stdout);
        return OPTIONS_ANSWERED;
    }
    options->arguments = arguments_take(words + 1);
    options->store = options->store ? options->store : g_strdup("rcti.db");
    options->out = options->out ? options->out : g_strdup("out");
    options->jobs = options->jobs ? options->jobs : (int)g_get_num_processors();
    return options_check(command, options);
}

enum options_result options_read(char **argv, const struct command *command,
                                 struct options *ret_options)
{
    struct options options = {0};
    g_autofree char *usage = g_strdup_printf("%s %s", command->name, command->arguments_help);
    g_autoptr(GOptionContext) context = g_option_context_new(usage);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_summary(context, command->summary);
    enum options_result result = words_parse(context, argv, command, &options);
    if (result == OPTIONS_READY) {
        *ret_options = options;
    } else {
        options_clear(&options, command);
    }
    return result;
}

store *options_store_open(const struct options *options, const char *period_text,
                          struct month_order *ret_order, GError **error)
{
    g_autofree char *message = NULL;
    *ret_order = (struct month_order){.as_at_text = options->as_at,
                                      .issue_date_text = options->issue_date,
                                      .holidays = options->holidays,
                                      .draft = true,
                                      .before_seq = ISSUED_NOW};
    if (!instant_period_parse_argument(period_text, &ret_order->period, &message)) {
        run_error_set(error, RUN_ERROR_USAGE, "PERIOD: %s", message);
        return NULL;
    }
    return month_store_open(options->store, period_text, error);
}
