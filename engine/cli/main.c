#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/cli/command.h"
#include "engine/run/run_error.h"
#include "engine/store/store.h"
#include "reports/tables/direct_entry.h"

struct command {
    struct options_form form;
    enum exit_status (*act)(const struct options *options);
};

static const struct command commands[] = {
    {{"import", "PERIOD DIR",
      "Checks and stores a month's input files (PERIOD is YYYY-MM). All or nothing: any error "
      "leaves the store as it was.",
      2, 2, OPTIONS_OF_IMPORT},
     import_command},
    {{"run", "PERIOD",
      "Calculates a month and writes its draft: register, tables, workbook and documents.", 1, 1,
      OPTIONS_COMMON},
     run_command},
    {{"issue", "PERIOD",
      "Issues just the draft that was reviewed: documents with numbers, payment files, and their "
      "seal.",
      1, 1, OPTIONS_OF_ISSUE},
     issue_command},
    {{"void", "NUMBER",
      "Voids an issued document: the partner's period is open again, for the next issue.", 1, 1,
      OPTIONS_OF_VOID},
     void_command},
    {{"verify", "[PERIOD]",
      "Proves what was issued: the store, the seals, the files, and every issue computed again.", 0,
      1, OPTIONS_OF_VERIFY},
     verify_command},
    {{"explain", "PARTNER PERIOD",
      "Explains each hour of a partner's month: verdict, rule, evidence and the policy's sentence.",
      2, 2, OPTIONS_OF_EXPLAIN},
     explain_command},
    {{"rerun", "PARTNER PERIOD",
      "Works a partner's month out again: as it was issued, or with today's facts.", 2, 2,
      OPTIONS_OF_RERUN},
     rerun_command},
    {{"diff", "PERIOD [PARTNER]",
      "Compares what was issued with what today's facts give: hours, reasons and money.", 1, 2,
      OPTIONS_COMMON},
     diff_command},
    {{"holidays", "AREA YEAR",
      "Lists the public holidays of whoever is based in AREA. --areas [STATE] lists the areas.", 2,
      2, OPTIONS_OF_HOLIDAYS},
     holidays_command},
};

enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

enum exit_status command_wrong_usage(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *message = g_strdup_vprintf(format, values);
    va_end(values);
    fprintf(stderr, "rcti: %s\n", message);
    return EXIT_WRONG_USAGE;
}

enum exit_status command_failed(const GError *error)
{
    static const enum exit_status statuses[] = {[RUN_ERROR_HELD] = EXIT_PARTNERS_HELD,
                                                [RUN_ERROR_USAGE] = EXIT_WRONG_USAGE,
                                                [RUN_ERROR_ISSUES] = EXIT_INPUT_REJECTED,
                                                [RUN_ERROR_REFUSED] = EXIT_INPUT_REJECTED,
                                                [RUN_ERROR_DEFECT] = EXIT_MACHINE_FAILED};
    if (g_error_matches(error, RUN_ERROR, RUN_ERROR_ISSUES)) {
        fprintf(stderr, "%s\n", error->message); /* each line has its file already */
        return EXIT_INPUT_REJECTED;
    }
    g_autofree char *message = g_utf8_make_valid(error->message, -1); /* of a damaged store */
    fprintf(stderr, "rcti: %s\n", message);
    return error->domain == RUN_ERROR                                 ? statuses[error->code]
           : g_error_matches(error, STORE_ERROR, STORE_ERROR_REFUSED) ? EXIT_WRONG_USAGE
           : error->domain == DIRECT_ENTRY_ERROR                      ? EXIT_INPUT_REJECTED
                                                                      : EXIT_MACHINE_FAILED;
}

void command_notes_tell(const GPtrArray *notes)
{
    for (guint i = 0; i < notes->len; i++) {
        fprintf(stderr, "rcti: %s\n", (const char *)g_ptr_array_index(notes, i));
    }
}

static void help_print(void)
{
    puts("rcti: pays Consultant Partners for a month and proves it\n\nusage:");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        const struct options_form *form = &commands[i].form;
        printf("  rcti %-8s %-16s %s\n", form->name, form->arguments_help, form->summary);
    }
    puts("\nrcti COMMAND --help tells a command's options. Exit status: 0 all done; 1 done, but\n"
         "partners were held; 2 wrong usage; 3 input rejected; 4 the machine failed;\n"
         "5 verification failed.");
}

static enum exit_status command_run(const struct command *command, int argc, char **argv)
{
    struct options options = {0};
    switch (options_read(argc, argv, &command->form, &options)) {
    case OPTIONS_ANSWERED:
        return EXIT_ALL_DONE;
    case OPTIONS_WRONG:
        return EXIT_WRONG_USAGE;
    case OPTIONS_READY:
        break;
    }
    enum exit_status status = command->act(&options);
    options_clear(&options);
    return status;
}

static enum exit_status words_obey(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "--help";
    if (strcmp(word, "--version") == 0) {
        puts("rcti " RCTI_VERSION);
        return EXIT_ALL_DONE;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        help_print();
        return argc > 1 ? EXIT_ALL_DONE : EXIT_WRONG_USAGE;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(word, commands[i].form.name) == 0) {
            return command_run(&commands[i], argc - 1, argv + 1);
        }
    }
    return command_wrong_usage("there is no command %s; see rcti --help", word);
}

int main(int argc, char **argv)
{
    g_set_prgname("rcti");
    umask(077); /* pay and bank details: for nobody else's eyes */
    /* A file that may grow no further is told by the write that fails, like a full disk. */
    signal(SIGXFSZ, SIG_IGN);
    enum exit_status status = words_obey(argc, argv);
    /* A result that could not be written (a full disk behind a pipe) is no result. */
    bool written = fflush(stdout) == 0 && !ferror(stdout);
    return written ? (int)status : EXIT_MACHINE_FAILED;
}
