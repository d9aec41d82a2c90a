#include "engine/cli/options.h"

#include <stdio.h>

static void options_default(struct options *options)
{
    if (!options->store) {
        options->store = g_strdup("rcti.db");
    }
    if (!options->out) {
        options->out = g_strdup("out");
    }
    if (options->jobs == 0) {
        options->jobs = (int)g_get_num_processors();
    }
}

static void common_options_add(GOptionContext *context, struct options *options, gboolean *help)
{
    const GOptionEntry common[] = {
        {"store", 0, 0, G_OPTION_ARG_FILENAME, &options->store, "the store (rcti.db)", "FILE"},
        {"out", 0, 0, G_OPTION_ARG_FILENAME, &options->out, "where results go (out)", "DIR"},
        {"as-at", 0, 0, G_OPTION_ARG_STRING, &options->as_at, "judge the facts as known then (now)",
         "INSTANT"},
        {"issue-date", 0, 0, G_OPTION_ARG_STRING, &options->issue_date,
         "the date on the documents (today)", "DATE"},
        {"holidays", 0, 0, G_OPTION_ARG_FILENAME, &options->holidays,
         "holidays instead of those that come with the program", "DIR"},
        {"jobs", 0, 0, G_OPTION_ARG_INT, &options->jobs,
         "how many documents at once (the processors)", "N"},
        {"quiet", 0, 0, G_OPTION_ARG_NONE, &options->quiet, "no progress, only results", NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &options->json, "results as JSON", NULL},
        {"help", 'h', 0, G_OPTION_ARG_NONE, help, "this", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_option_context_add_main_entries(context, common, NULL);
}

static void import_options_add(GOptionContext *context, struct options *options)
{
    const GOptionEntry import[] = {
        {"hold-bad", 0, 0, G_OPTION_ARG_NONE, &options->hold_bad,
         "a row that is wrong holds its partner instead of stopping the import", NULL},
        {"allow-retirement", 0, 0, G_OPTION_ARG_NONE, &options->allow_retirement,
         "accept that many rows are gone since the last import", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_option_context_add_main_entries(context, import, NULL);
}

static void explain_options_add(GOptionContext *context, struct options *options)
{
    const GOptionEntry explain[] = {
        {"date", 0, 0, G_OPTION_ARG_STRING, &options->date, "only what is on this date", "DATE"},
        {"start", 0, 0, G_OPTION_ARG_STRING, &options->start,
         "only what starts at this time (with --date)", "hh:mm"},
        G_OPTION_ENTRY_NULL,
    };
    g_option_context_add_main_entries(context, explain, NULL);
}

static void holidays_options_add(GOptionContext *context, struct options *options)
{
    const GOptionEntry holidays[] = {
        {"areas", 0, 0, G_OPTION_ARG_NONE, &options->areas,
         "instead of AREA YEAR, with or without a STATE: the areas there, and what defines them",
         NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_option_context_add_main_entries(context, holidays, NULL);
}

static enum options_result wrong(const char *command, const char *message)
{
    fprintf(stderr, "rcti %s: %s; see rcti %s --help\n", command, message, command);
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

static enum options_result options_check(const char *command, unsigned argument_count,
                                         const struct options *options)
{
    unsigned given = g_strv_length(options->arguments);
    unsigned most = options->areas ? 1 : argument_count;
    if (given < argument_count && !options->areas) {
        return wrong(command, "an argument is missing");
    }
    if (given > most) {
        g_autofree char *message =
            g_strdup_printf("%s is one argument too many", options->arguments[most]);
        return wrong(command, message);
    }
    if (options->jobs < 1 || options->jobs > 256) {
        return wrong(command, "--jobs takes a whole number from 1 to 256");
    }
    if (options->holidays && !g_file_test(options->holidays, G_FILE_TEST_IS_DIR)) {
        g_autofree char *message =
            g_strdup_printf("--holidays: %s is not a directory", options->holidays);
        return wrong(command, message);
    }
    return OPTIONS_READY;
}

enum options_result options_read(int argc, char **argv, const char *command,
                                 const char *arguments_help, const char *summary,
                                 unsigned argument_count, enum options_extra extra,
                                 struct options *ret_options)
{
    struct options options = {0};
    gboolean help = FALSE;
    g_autofree char *usage = g_strdup_printf("%s %s", command, arguments_help);
    g_autoptr(GOptionContext) context = g_option_context_new(usage);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_summary(context, summary);
    common_options_add(context, &options, &help);
    if (extra == OPTIONS_OF_IMPORT) {
        import_options_add(context, &options);
    } else if (extra == OPTIONS_OF_EXPLAIN) {
        explain_options_add(context, &options);
    } else if (extra == OPTIONS_OF_HOLIDAYS) {
        holidays_options_add(context, &options);
    }
    g_auto(GStrv) copy = g_strdupv(argv);
    char **words = g_new0(char *, (gsize)argc + 1);
    for (int i = 0; i < argc; i++) {
        words[i] = copy[i];
    }
    g_autoptr(GError) error = NULL;
    int word_count = argc;
    enum options_result result = OPTIONS_READY;
    if (!g_option_context_parse(context, &word_count, &words, &error)) {
        result = wrong(command, error->message);
    } else if (help) {
        g_autofree char *text = g_option_context_get_help(context, TRUE, NULL);
        fputs(text, stdout);
        result = OPTIONS_ANSWERED;
    } else {
        options.arguments = arguments_take(words + 1);
        options_default(&options);
        result = options_check(command, argument_count, &options);
    }
    g_free(words);
    if (result != OPTIONS_READY) {
        options_clear(&options);
        return result;
    }
    *ret_options = options;
    return OPTIONS_READY;
}

void options_clear(struct options *options)
{
    g_free(options->store);
    g_free(options->out);
    g_free(options->as_at);
    g_free(options->issue_date);
    g_free(options->holidays);
    g_free(options->date);
    g_free(options->start);
    g_strfreev(options->arguments);
    *options = (struct options){0};
}
