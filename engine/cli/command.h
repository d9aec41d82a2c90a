#ifndef ENGINE_CLI_COMMAND_H
#define ENGINE_CLI_COMMAND_H

#include <glib.h>

#include "engine/cli/options.h"
#include "engine/store/issues/issues.h"

/* One file a command. Only this folder prints or exits: results to standard output, everything
 * else to standard error. */

enum exit_status {
    EXIT_ALL_DONE = 0,
    EXIT_PARTNERS_HELD = 1,
    EXIT_WRONG_USAGE = 2,
    EXIT_INPUT_REJECTED = 3,
    EXIT_MACHINE_FAILED = 4,
    EXIT_NOT_VERIFIED = 5
};

enum exit_status import_command(const struct options *options);
enum exit_status run_command(const struct options *options);
enum exit_status issue_command(const struct options *options);
enum exit_status void_command(const struct options *options);
enum exit_status verify_command(const struct options *options);
enum exit_status explain_command(const struct options *options);
enum exit_status rerun_command(const struct options *options);
enum exit_status diff_command(const struct options *options);
enum exit_status holidays_command(const struct options *options);

/* "rcti: <sentence>" on standard error. Both return the status, to be returned at once. */
enum exit_status command_wrong_usage(const char *format, ...) G_GNUC_PRINTF(1, 2);
enum exit_status command_failed(const GError *error);
/* The same of each of the notes (char *), which end nothing. */
void command_notes_tell(const GPtrArray *notes);

/* R4: "2026-09 is issued: issue 1 of 12 October 2026, approved by …, seal …", a line an issue, and
 * then `consequence`; on standard output. */
bool issues_standing_print(store *store, struct period period, const char *consequence, bool json,
                           GError **error);

#endif
