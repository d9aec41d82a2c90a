#include <string.h>

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

/* Of the one command that this program runs. */
static struct options given;

static void entries_add(GArray *entries, const struct option *option)
{
    for (; option && option->name; option++) {
        const GOptionEntry entry = {.long_name = option->name,
                                    .arg = option->kind,
                                    .arg_data = (char *)&given + option->offset,
                                    .description = option->help,
                                    .arg_description = option->value};
        g_array_append_val(entries, entry);
    }
}

/* The words of the command's arguments in its help, those that may be left out in brackets. */
static bool arguments_check(const struct command *command, GError **error)
{
    g_auto(GStrv) words = g_strsplit(command->arguments_help, " ", -1);
    guint most = given.areas ? 1 : g_strv_length(words);
    guint count = g_strv_length(given.arguments);
    if (count > most) {
        return command_usage_set(error, "%s is one argument too many", given.arguments[most]);
    }
    return count == most || given.areas || words[count][0] == '[' ||
           command_usage_set(error, "an argument is missing");
}

static bool options_check(const struct command *command, GError **error)
{
    if (!arguments_check(command, error)) {
        return false;
    }
    if (given.jobs < 1 || given.jobs > 256) {
        return command_usage_set(error, "--jobs takes a whole number from 1 to 256");
    }
    return !given.holidays || g_file_test(given.holidays, G_FILE_TEST_IS_DIR) ||
           command_usage_set(error, "--holidays: %s is not a directory", given.holidays);
}

const struct options *options_read(char **argv, const struct command *command, GError **error)
{
    gboolean help = FALSE;
    const GOptionEntry help_entry = {"help", 'h', 0, G_OPTION_ARG_NONE, &help, "this", NULL};
    g_autoptr(GArray) entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
    entries_add(entries, common_options);
    g_array_append_val(entries, help_entry);
    entries_add(entries, command->options);
    g_autofree char *usage = g_strdup_printf("%s %s", command->name, command->arguments_help);
    g_autoptr(GOptionContext) context = g_option_context_new(usage);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_summary(context, command->summary);
    g_option_context_add_main_entries(context, (const GOptionEntry *)(void *)entries->data, NULL);
    g_auto(GStrv) words = g_strdupv(argv);
    if (!g_option_context_parse_strv(context, &words, error)) {
        return NULL;
    }
    if (help) {
        g_autofree char *text = g_option_context_get_help(context, TRUE, NULL);
        fputs(text, stdout);
        return NULL;
    }
    g_autoptr(GStrvBuilder) arguments = g_strv_builder_new();
    for (char **word = words + 1; *word; word++) {
        if (strcmp(*word, "--") != 0) {
            g_strv_builder_add(arguments, *word);
        }
    }
    given.arguments = g_strv_builder_end(arguments);
    given.store = given.store ? given.store : g_strdup("rcti.db");
    given.out = given.out ? given.out : g_strdup("out");
    given.jobs = given.jobs ? given.jobs : (int)g_get_num_processors();
    return options_check(command, error) ? &given : NULL;
}

bool options_order(const struct options *options, const char *period_text,
                   struct month_order *ret_order, GError **error)
{
    *ret_order = (struct month_order){.as_at_text = options->as_at,
                                      .issue_date_text = options->issue_date,
                                      .holidays = options->holidays,
                                      .draft = true};
    return instant_period_parse_argument("PERIOD", period_text, &ret_order->period, error);
}

store *options_store_open(const struct options *options, const char *period_text,
                          struct month_order *ret_order, GError **error)
{
    return options_order(options, period_text, ret_order, error)
               ? month_store_open(options->store, period_text, error)
               : NULL;
}
