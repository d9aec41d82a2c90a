#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/cli/command.h"
#include "engine/cli/fold.h"
#include "engine/cli/paragraph.h"
#include "engine/store/gates.h"
#include "engine/store/stop.h"
#include "engine/store/store.h"
#include "reports/tables/direct_entry.h"

static command_act *const acts[COMMAND_COUNT] = {
    [COMMAND_SOURCES] = sources_act,
    [COMMAND_IMPORT] = import_act,
    [COMMAND_RUN] = run_act,
    [COMMAND_ISSUE] = issue_act,
    [COMMAND_SEND] = send_act,
    [COMMAND_DELIVERIES] = deliveries_act,
    [COMMAND_STATUS] = status_act,
    [COMMAND_VOID] = void_act,
    [COMMAND_EXPLAIN] = explain_act,
    [COMMAND_CLAIM] = claim_act,
    [COMMAND_DIFF] = diff_act,
    [COMMAND_RERUN] = rerun_act,
    [COMMAND_EVIDENCE] = evidence_act,
    [COMMAND_AT_RISK] = at_risk_act,
    [COMMAND_DECIDE] = decide_kinds_act,
    [COMMAND_DECISIONS] = decisions_act,
    [COMMAND_WHAT_IF] = what_if_act,
    [COMMAND_DOCUMENTS] = documents_act,
    [COMMAND_STATEMENT] = statement_act,
    [COMMAND_VERIFY] = verify_act,
    [COMMAND_RESTORE] = restore_act,
    [COMMAND_FACTS] = facts_act,
    [COMMAND_HOLIDAYS] = holidays_act,
    [COMMAND_HELP] = help_act,
};

bool command_usage_set(GError **error, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_propagate_error(error,
                      g_error_new_valist(G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, format, values));
    va_end(values);
    return false;
}

enum exit_status command_error_tell(const GError *error)
{
    static const enum exit_status statuses[] = {
        [RUN_ERROR_HELD] = EXIT_PARTNERS_HELD,    [RUN_ERROR_USAGE] = EXIT_WRONG_USAGE,
        [RUN_ERROR_ISSUES] = EXIT_INPUT_REJECTED, [RUN_ERROR_REFUSED] = EXIT_INPUT_REJECTED,
        [RUN_ERROR_DEFECT] = EXIT_MACHINE_FAILED, [RUN_ERROR_OLDER] = EXIT_MACHINE_FAILED};
    bool gates = g_error_matches(error, GATES_ERROR, GATES_ERROR_STAND);
    bool issues = gates || g_error_matches(error, RUN_ERROR, RUN_ERROR_ISSUES);
    bool as_it_is = issues || error->domain == G_OPTION_ERROR;
    g_autofree char *valid = g_utf8_make_valid(error->message, -1); /* of a damaged store */
    /* Each line of the issues has its file already, each of the gates its code. */
    fprintf(stderr, "%s%s\n", issues ? "" : "rcti: ", as_it_is ? error->message : valid);
    return error->domain == G_OPTION_ERROR                            ? EXIT_WRONG_USAGE
           : error->domain == RUN_ERROR                               ? statuses[error->code]
           : gates                                                    ? EXIT_INPUT_REJECTED
           : error->domain == GATES_ERROR                             ? EXIT_WRONG_USAGE
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

/* Ends the program as the signal would have. */
static _Noreturn void stop_obey(int signal_number)
{
    enum { SHELL_SIGNALLED = 128 };
    stop_hear();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
    exit(SHELL_SIGNALLED + signal_number); /* of a signal that is blocked */
}

/* What leads on behind a sentence, or behind the question that it ends with. */
static const char *see_word(const char *sentence)
{
    return g_str_has_suffix(sentence, "?") ? " See" : "; see";
}

static enum exit_status command_obey(enum command_id id, char **argv)
{
    const char *name = commands[id].name;
    command_act *act = command_is_kind(id) ? decide_act : acts[id];
    enum exit_status status = EXIT_ALL_DONE;
    g_autoptr(GError) error = NULL;
    const struct options *options = options_read(argv, id, &error);
    if (error) {
        fprintf(stderr, "rcti %s: %s%s rcti %s --help\n", name, error->message,
                see_word(error->message), name);
        return EXIT_WRONG_USAGE;
    }
    if (!options || act(options, &status, &error)) {
        return status;
    }
    const int asked = stop_asked();
    if (asked) {
        fprintf(stderr, "rcti: %s was stopped (%s); what it had begun is taken back\n", name,
                g_strsignal(asked));
        stop_obey(asked);
    }
    return command_error_tell(error);
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
    int count = 0;
    const enum command_id id = command_find(argv + 1, &count);
    if (id < COMMAND_COUNT) {
        return command_obey(id, argv + count);
    }
    g_autofree char *meant = command_meant(word);
    fprintf(stderr, "rcti: there is no command %s%s%s rcti --help\n", word, meant, see_word(meant));
    return EXIT_WRONG_USAGE;
}

/* A file of the program's own would take the place of a stream that is closed, and what is printed would
 * be written into it. Nothing can be written to what is opened here. */
static void streams_open(void)
{
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) {
        if (fcntl(stream, F_GETFD) < 0) {
            open("/dev/null", O_RDONLY);
        }
    }
}

/* A result that could not be written (a full disk behind a pipe) is no result. */
static bool result_is_written(void)
{
    errno = 0;
    const bool written = fflush(stdout) == 0 && !ferror(stdout);
    if (!written && errno == 0) {
        /* It was an earlier write that failed: why, the next one tells. */
        putchar('\n');
        fflush(stdout);
    }
    const int cause = written ? 0 : errno;
    /* Whoever read a mere answer has gone, and knows that. */
    if (!written && (cause != EPIPE || stop_is_past())) {
        fprintf(stderr,
                "rcti: standard output cannot be written%s%s: what is told there is not whole, "
                "what was done stands\n",
                cause ? ": " : "", cause ? g_strerror(cause) : "");
    }
    if (cause == EPIPE) {
        stop_obey(SIGPIPE);
    }
    return written;
}

int main(int argc, char **argv)
{
    streams_open();
    fold_begin();
    g_set_prgname("rcti");
    umask(077); /* pay and bank details: for nobody else's eyes */
    /* A file that may grow no further is told by the write that fails, like a full disk. */
    signal(SIGXFSZ, SIG_IGN);
    /* Nor does a reader that goes away (rcti … | head) cut short what is being done. */
    signal(SIGPIPE, SIG_IGN);
    stop_watch();
    const enum exit_status status = words_obey(argc, argv);
    fold_end();
    return result_is_written() ? (int)status : EXIT_MACHINE_FAILED;
}
