#ifndef ENGINE_CLI_COMMAND_H
#define ENGINE_CLI_COMMAND_H

#include <glib.h>
#include <inttypes.h>
#include <stdio.h>

#include "engine/cli/table.h"
#include "engine/run/month/setup.h"
#include "engine/run/open.h"
#include "engine/run/results/older.h"
#include "engine/store/issues/issues.h"
#include "reports/explained/explained.h"
#include "reports/text.h"

/* The program rcti. Only this folder prints or exits: results to standard output, everything else
 * to standard error. In it are
 *     table      every command and option, with its line in --help
 *     main       the commands by their names
 *     options    a command line as a struct options
 *     run issue void status verify restore decide decisions holidays import sources facts send deliveries help
 *                one file a command, with its words and its JSON
 *     disputes/  explain evidence claim diff rerun at_risk what_if, likewise; and
 *         explain_found  explain of an appointment, a case or a document
 *         comparison     the causes of a difference, for diff
 *     accounts/  documents statement, likewise
 *     paragraph  text and sums for 80 columns
 *     fold       whatever is printed, for 80 columns
 *     print      how results are written, and what only a person in front of a screen sees
 * What a command does is in engine/run, which tests can link; nothing here is included from there. */

enum exit_status {
    EXIT_ALL_DONE = 0,
    EXIT_PARTNERS_HELD = 1,
    EXIT_WRONG_USAGE = 2,
    EXIT_INPUT_REJECTED = 3,
    EXIT_MACHINE_FAILED = 4,
    EXIT_NOT_VERIFIED = 5
};

/* Sets G_OPTION_ERROR: the command line asks for what cannot be, and the message quotes it byte for
 * byte, UTF-8 or not. false, to be returned at once. */
bool command_usage_set(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* "rcti: <sentence>" on standard error; the status that the error stands for. */
enum exit_status command_error_tell(const GError *error);
/* The same of each of the notes (char *), which end nothing. */
void command_notes_tell(const GPtrArray *notes);

/* The commands, one a file, by the names of table.h. ret_status: left alone where all is done. */
typedef bool command_act(const struct options *options, enum exit_status *ret_status,
                         GError **error);
command_act import_act;
command_act run_act;
command_act issue_act;
command_act void_act;
command_act status_act;
command_act verify_act;
command_act restore_act;
command_act explain_act;
command_act evidence_act;
command_act rerun_act;
command_act diff_act;
command_act claim_act;
command_act at_risk_act;
command_act what_if_act;
command_act decide_act; /* of every kind */
command_act decide_kinds_act;
command_act decisions_act;
command_act holidays_act;
command_act sources_act;
command_act facts_act;
command_act send_act;
command_act deliveries_act;
command_act documents_act;
command_act statement_act;
command_act help_act;

/* Reads one command's options and arguments, which begin at argv[1]. NULL without an error: --help was given
 * and printed. */
const struct options *options_read(char **argv, enum command_id command, GError **error);
/* What --help prints of a command, and without one. */
void command_help_print(enum command_id id);
void help_print(void);

/* A period, and the dates and holidays that the options name, as an order for a draft, which points
 * into the options. */
bool options_order(const struct options *options, const char *period_text,
                   struct month_order *ret_order, GError **error);
/* The same, and the store; NULL where either cannot be had. */
store *options_store_open(const struct options *options, const char *period_text,
                          struct month_order *ret_order, GError **error);

/* For a command that adds to the store: that it is all that it was (results/older.h), before; and after it. What
 * is amiss then is told, and is its status: what was added stands. */
bool options_store_whole(const struct options *options, store *store, enum older_extent extent,
                         GError **error);
void options_store_added(const struct options *options, store *store, enum exit_status *ret_status);

/* The key of --seal-key, which may be given once; NULL in ret_key where it is not. */
bool options_key_read(const struct options *options, struct seal_key **ret_key, GError **error);

/* R4: "2026-09 is issued: issue 1 of 12 October 2026, approved by …, seal …", a line an issue, then
 * `consequence`, and what is left undone; on standard output. */
bool issues_standing_print(store *store, const struct month_order *order, const char *consequence,
                           bool json, GError **error);

/* What run and issue end with: the amounts of the documents and of what is paid, `width` being that
 * of their labels; or all of them as members of an object, with a comma after the last. */
void documents_amounts_print(const struct run_totals *totals, int width);
void payment_amounts_print(const struct run_totals *totals, int width);
void amounts_print_json(const struct run_totals *totals);

/* What is left undone: how much, and the largest, in words or as a member 'open' of an object, with a
 * comma after it; nothing in words where there is nothing. */
void open_print(const open_list *open);
void open_print_json(const open_list *open);
/* What changed of the standing data since the last issue, which whoever approves the draft approves: how much, and
 * its file in the directory; or as a member 'changes' of an object, with a comma after it. */
void changes_print(const change_list *changes, const char *directory);
void changes_print_json(const change_list *changes, const char *directory);
/* "3 open items, $2,640.00 in all; rcti status lists them". The caller frees. */
char *open_text(const open_list *open);

/* ---- one partner's month in words or as JSON: what explain and rerun print ---- */

/* --date and --start. */
bool explain_filter_read(const struct options *options, struct explain_filter *ret_filter,
                         GError **error);

/* The partner's id as the period writes it, or, of one to whom it was issued or with `beside_roster` of
 * anybody, as any does; wrong usage where there is none. */
bool explain_partner_spell(const struct month_setup *setup, const char *text, bool beside_roster,
                           const char **ret_id, bool *ret_in_roster, GError **error);
/* Works one partner out, and prints it. The report is the caller's. `beside_roster`: also one whom
 * the period's partners.csv does not have, with the particulars of the newest that does. NULL and
 * *error on failure. */
struct partner_report *explain_partner(const struct month_setup *setup,
                                       const struct options *options,
                                       const struct explain_filter *filter, bool beside_roster,
                                       GError **error);

/* ---- JSON, and what only a person in front of a terminal sees ---- */

/* Writes JSON to standard output. */
#define json_print(...) text_put_json(stdout, __VA_ARGS__)
/* A text that was put together elsewhere. */
void print_text(const GString *text);

/* What stands before an element of an array: nothing before the first, else ", ". */
void json_next(guint index);

/* Whether standard output is a terminal. */
gboolean terminal_reads(void);
/* How it may look: --width, and colours where the terminal has them and NO_COLOR is not set. */
bool terminal_look(const struct options *options, struct explained_look *ret_look, GError **error);
/* Text and spaces up to a width in characters, then two more spaces. */
void terminal_put(const char *text, long width);

/* Shows progress on standard error in one line: done of all, and the time left. NULL where that is
 * no terminal, or `quiet`. */
progress_watcher terminal_progress(gboolean quiet);

#endif
