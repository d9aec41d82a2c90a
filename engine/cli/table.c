#include "engine/cli/table.h"

struct options options_given = {.store = "rcti.db", .out = "out", .days = -1};

/* ---- options ------------------------------------------------------------------------------------------ */

/* A row: the name, where its value goes, what it is, and for its value a word: FILE, FILE.pdf and DIR are
 * what a shell completes, PARTNER and NUMBER are found in any case. Names, reasons and files are taken as bytes (FILENAME): a locale without
 * UTF-8 would refuse them. */
#define OPTION(id, name, kind, field, what, value)                                                 \
    static const GOptionEntry id = {name, 0,    0, G_OPTION_ARG_##kind, &options_given.field,      \
                                    what, value}

/* Those of many commands. */
OPTION(store, "store", FILENAME, store, "the store (rcti.db)", "FILE");
OPTION(out, "out", FILENAME, out, "where results go (out)", "DIR");
OPTION(out_new, "out", FILENAME, out, "a directory for them, which is made", "DIR");
OPTION(as_at, "as-at", STRING, as_at, "judge the facts as known then (now)", "INSTANT");
OPTION(issue_date, "issue-date", STRING, issue_date, "the date on the documents (today)", "DATE");
OPTION(holidays, "holidays", FILENAME, holidays,
       "holidays instead of those that come with the program", "DIR");
OPTION(jobs, "jobs", INT, jobs, "how many threads work at once (the processors)", "N");
OPTION(quiet, "quiet", NONE, quiet, "no progress, only results", NULL);
OPTION(json, "json", NONE, json, "results as JSON", NULL);
OPTION(approved_by, "approved-by", FILENAME, approved_by,
       "who approved it: another person than the one who runs this", "NAME");
OPTION(seal_key, "seal-key", FILENAME_ARRAY, seal_keys,
       "seal with the key in this file as well, from then on always", "FILE");
OPTION(letter, "letter", NONE, letter, "plain sentences for the partner, to be pasted", NULL);
OPTION(start, "start", STRING, start, "only what starts at this time (with --date)", "hh:mm");
OPTION(set, "set", STRING_ARRAY, set, "try a setting of the policy; may be given again",
       "KEY=VALUE");

/* import */
OPTION(hold_bad, "hold-bad", NONE, hold_bad,
       "a row that is wrong holds its partner instead of stopping the import", NULL);
OPTION(sources, "sources", FILENAME, sources,
       "how the exports are written, instead of DIR/sources.ini or the last one", "FILE");
OPTION(every, "every", NONE, every, "list each error with its line, not each kind of error", NULL);
OPTION(check, "check", NONE, check,
       "tell what the import would do and what would stop it; nothing is stored", NULL);
OPTION(only, "only", STRING, only,
       "replace, of a month that is imported, just rows of this file: those of --partner",
       "NAME.csv");
OPTION(partner_rows, "partner", STRING, partner, "whose rows --only replaces", "PARTNER[,…]");
OPTION(confirm_import, "confirm", STRING_ARRAY, confirm, "let gates pass that this import named",
       "CODE:TOKEN[,…]");

/* run, issue, void */
OPTION(whole_month, "whole", NONE, whole,
       "work every issued month out again, whether or not a fact changed", NULL);
OPTION(payment_date, "payment-date", STRING, payment_date,
       "when the bank is to pay, which is the due date (by the terms)", "DATE");
OPTION(payment_date_issue, "payment-date", STRING, payment_date,
       "when the bank pays, which is the due date (by the terms; or the draft's)", "DATE");
OPTION(as_at_draft, "as-at", STRING, as_at, "as what the draft was judged; no other is taken",
       "INSTANT");
OPTION(issue_date_draft, "issue-date", STRING, issue_date, "the draft's date; no other is taken",
       "DATE");
OPTION(draft, "draft", STRING, draft, "the digest of the draft that was reviewed", "DIGEST");
OPTION(confirm_issue, "confirm", STRING_ARRAY, confirm, "let gates pass that this issue named",
       "CODE:TOKEN[,…]");
OPTION(reason_void, "reason", FILENAME, reason, "why the document must not stand", "TEXT");

/* send, deliveries */
OPTION(issue_sent, "issue", INT, issue, "only those of this issue", "N");
OPTION(partner_sent, "partner", STRING, partner, "only this partner's", "PARTNER");
OPTION(partner_status, "partner", STRING, partner,
       "only this partner's, and what changed of their data since the last issue", "PARTNER");
OPTION(dry_run, "dry-run", NONE, dry_run, "say who would get what, and send nothing", NULL);
OPTION(server, "server", STRING, server,
       "the mail server, instead of company.ini's: smtp://host:587", "URL");
OPTION(credentials, "credentials", FILENAME, credentials,
       "the user and, on a second line, the password; a file of mode 0600", "FILE");
OPTION(again, "again", STRING, again, "send this document once more, though it may have arrived",
       "NUMBER");
OPTION(to_address, "to", STRING, address, "with --again: to another address", "ADDRESS");
OPTION(reason_again, "reason", FILENAME, reason, "with --again: why", "TEXT");
OPTION(sent, "sent", STRING, sent, "record that this document was sent by other means", "NUMBER");
OPTION(on, "on", STRING, on, "with --sent: on which day", "DATE");
OPTION(bounced, "bounced", STRING, bounced, "record that it came back", "NUMBER");
OPTION(reason_bounced, "reason", FILENAME, reason, "with --bounced: what was said", "TEXT");

/* verify, restore, facts */
OPTION(whole_proof, "whole", NONE, whole,
       "with every earlier month again, whether or not a fact changed", NULL);
OPTION(against, "against", STRING, against,
       "a seal that was kept elsewhere: it must be one of the store's", "SEAL");
OPTION(seal_key_shown, "seal-key", FILENAME_ARRAY, seal_keys,
       "a key that the seals have: they must be made with it", "FILE");
OPTION(document, "document", FILENAME, document,
       "only tell which issued document this file is, if any", "FILE.pdf");
OPTION(to_file, "to", FILENAME, to_file,
       "write the whole store as it was after an issue of PERIOD, from its backup, to a new file",
       "FILE");
OPTION(issue_backup, "issue", INT, issue, "which issue of the period (its newest)", "N");
OPTION(as_issued_facts, "as-issued", NONE, as_issued,
       "as known at the issue, with its dates and holidays", NULL);
OPTION(issue_facts, "issue", INT, issue, "which issue of the period (with --as-issued; the newest)",
       "N");

/* explain, claim, diff, rerun */
OPTION(date_shown, "date", STRING, date, "only what is on this date", "DATE");
OPTION(width, "width", INT, width, "columns of a line (80)", "N");
OPTION(from_state, "from", STRING, diff_from,
       "issued (the default), draft, draft:DIGEST, now, batch:N; or another month", "WHAT");
OPTION(to_state, "to", STRING, diff_to, "the same, but for a month; now is the default", "WHAT");
OPTION(all, "all", NONE, all, "the hours of each cause as well", NULL);
OPTION(csv, "csv", NONE, csv, "results as CSV", NULL);
OPTION(as_issued, "as-issued", NONE, as_issued, "with the facts, dates and holidays of the issue",
       NULL);
OPTION(now, "now", NONE, now, "with today's facts (the default)", NULL);
OPTION(as_of, "as-of", STRING, as_of,
       "with what was known at a batch or an instant, judged as at then", "BATCH|INSTANT");
OPTION(explain, "explain", NONE, explain,
       "each hour as rcti explain has it, in place of what differs", NULL);
OPTION(date_rerun, "date", STRING, date, "so explains what is on this date", "DATE");

/* at-risk, what-if */
OPTION(days, "days", INT, days, "up to so many days from now (7)", "N");
OPTION(csv_mail_merge, "csv", FILENAME, csv_file,
       "also a new file for a mail merge, a row a partner, for its owner alone", "FILE");
OPTION(from_month, "from", STRING, from, "the first month", "PERIOD");
OPTION(to_month, "to", STRING, to, "the last month", "PERIOD");
OPTION(csv_partners, "csv", FILENAME, csv_file,
       "also a new file, a row a partner who would have been paid otherwise", "FILE");

/* documents, statement */
OPTION(year, "year", STRING, year,
       "what was issued or paid in a financial year, from 1 July to 30 June", "2026-27");
OPTION(csv_rows, "csv", NONE, csv, "the rows as CSV", NULL);

/* decide */
OPTION(ticket, "ticket", FILENAME, ticket, "the ticket that asked for it", "TICKET");
OPTION(reason_decided, "reason", FILENAME, reason,
       "why; kept for ever, and never shown to the partner", "TEXT");
OPTION(date_hour, "date", STRING, date, "the date of the hour", "DATE");
OPTION(start_hour, "start", STRING, start, "its start", "hh:mm");
OPTION(appointment, "appointment", STRING, appointment, "its id", "ID");
OPTION(amount_paid, "amount", STRING, amount, "without GST; below zero it takes off", "DOLLARS");
OPTION(date_taxable, "date", STRING, date,
       "the date that says whether it is taxable (the month's last day)", "DATE");
OPTION(nature, "nature", STRING, nature,
       "services, or no_supply: a payment for which nothing is supplied (services)", "WORD");
OPTION(amount_settled, "amount", STRING, amount,
       "at what, GST included, beyond what was issued of the month", "DOLLARS");
OPTION(amount, "amount", STRING, amount, "how much", "DOLLARS");
OPTION(number_owing, "number", STRING, number,
       "a document of the ABN that is meant, where the partner owes under several", "NUMBER");

/* holidays */
OPTION(areas, "areas", NONE, areas,
       "instead of AREA YEAR, with or without a STATE: the areas there, and what defines them",
       NULL);

/* ---- commands ----------------------------------------------------------------------------------------- */

#define USES(...)                                                                                  \
    (const GOptionEntry *const[])                                                                  \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }
/* When and with which holidays a month is judged. */
#define MOMENT &as_at, &issue_date, &holidays
#define DECIDED &ticket, &reason_decided, &approved_by, &store, &out, &as_at, &holidays, &json

const char *const command_groups[COMMAND_COUNT] = {
    [COMMAND_SOURCES] = "A month",           [COMMAND_EXPLAIN] = "A dispute",
    [COMMAND_DECIDE] = "What people decide", [COMMAND_DOCUMENTS] = "The accounts",
    [COMMAND_VERIFY] = "An audit",           [COMMAND_HOLIDAYS] = "To look up",
};

const struct command commands[COMMAND_COUNT] = {
    [COMMAND_SOURCES] = {"sources", "DIR", "propose a sources.ini for the exports in a directory",
                         "Prints a sources.ini to be finished: what the exports in DIR seem to be.",
                         USES(&json)},
    [COMMAND_IMPORT] =
        {"import", "PERIOD DIR", "check and store a month's files: all or nothing",
         "Checks and stores a month's input files (PERIOD is YYYY-MM). All or nothing: any error "
         "leaves the store as it was.",
         USES(&check, &hold_bad, &sources, &every, &only, &partner_rows, &confirm_import, &store,
              &out, &as_at, &holidays, &json)},
    [COMMAND_RUN] =
        {"run", "PERIOD", "calculate a month and write its draft",
         "Calculates a month and writes its draft: register, tables, workbook and documents.",
         USES(&payment_date, &whole_month, &store, &out, MOMENT, &jobs, &quiet, &json)},
    [COMMAND_ISSUE] = {"issue", "PERIOD", "issue just the draft that was reviewed",
                       "Issues just the draft that was reviewed: documents with numbers, payment "
                       "files, and their seal.",
                       USES(&draft, &approved_by, &payment_date_issue, &confirm_issue, &seal_key,
                            &store, &out, &as_at_draft, &issue_date_draft, &holidays, &jobs, &quiet,
                            &json)},
    [COMMAND_SEND] = {"send", "[PERIOD]", "send each issued document to its partner, once",
                      "Sends each issued document to its partner by mail, once. What was sent, "
                      "refused or lost is kept; nothing is sent twice.",
                      USES(&dry_run, &issue_sent, &partner_sent, &server, &credentials, &again,
                           &to_address, &reason_again, &store, &json)},
    [COMMAND_DELIVERIES] =
        {"deliveries", "[PERIOD]", "list who got what, or record what went by other means",
         "Lists who got which document, when, at which address, with which answer.",
         USES(&sent, &on, &bounced, &reason_bounced, &store, &json)},
    [COMMAND_STATUS] = {"status", "[PERIOD]", "tell how far each month is, and what is undone",
                        "Tells how far each month has come, and what is left undone of any: exit "
                        "status 1 where something is.",
                        USES(&partner_status, &store, MOMENT, &json)},
    [COMMAND_VOID] =
        {"void", "NUMBER", "void an issued document",
         "Voids an issued document: the partner's period is open again, for the next issue.",
         USES(&reason_void, &approved_by, &seal_key, &store, &out, &json)},
    [COMMAND_EXPLAIN] =
        {"explain", "PARTNER|APPOINTMENT|CASE|NUMBER [PERIOD]",
         "explain a partner's month, or anything by its id",
         "Explains a partner's month, hour by hour and to the money; or an appointment, a case or "
         "a document, wherever it is: what decided, and why.",
         USES(&date_shown, &start, &letter, &width, &store, MOMENT, &json)},
    [COMMAND_CLAIM] =
        {"claim", "PARTNER PERIOD [FILE]", "lead from the hours claimed to those paid",
         "Leads from the hours that a partner claims to those that were paid. FILE has columns "
         "date,start[,appointment_id,minutes], or lines like 2026-09-14 10:00; without it standard "
         "input is read.",
         USES(&letter, &store, MOMENT, &json)},
    [COMMAND_DIFF] =
        {"diff", "PERIOD [PARTNER]", "say why pay is another than it was, by cause",
         "Says why pay is another than it was, by cause: as issued against today's facts, or a "
         "partner's month against another month (--from 2026-08).",
         USES(&from_state, &to_state, &all, &csv, &store, MOMENT, &json)},
    [COMMAND_RERUN] =
        {"rerun", "PARTNER PERIOD", "work a month out again, and say what differs",
         "Works a partner's month out again and says what differs from what was issued, and why.",
         USES(&as_issued, &now, &as_of, &set, &explain, &date_rerun, &start, &store, MOMENT,
              &json)},
    [COMMAND_EVIDENCE] = {"evidence", "PARTNER PERIOD", "write what to attach to a ticket",
                          "Writes what to attach to a ticket into the directory --out, which is "
                          "made: the documents, a letter, the explanation, the partner's own rows, "
                          "and the seal with how to check it.",
                          USES(&out_new, &store, MOMENT, &json)},
    [COMMAND_AT_RISK] =
        {"at-risk", "", "list what is to be marked before its deadline",
         "Lists what is not marked as completed and is to be soon, before its hour is taken back.",
         USES(&days, &csv_mail_merge, &store, &as_at, &holidays, &json)},
    [COMMAND_DECIDE] = {"decide", "KIND [SUBJECT] [PERIOD]", "enter what people decided",
                        "Enters what people decided beside the rules; rcti decide KIND --help "
                        "tells each kind.",
                        USES(NULL)},
    [COMMAND_DECIDE_WAIVE] = {"decide waive", "[PARTNER] [PERIOD]",
                              "take nothing back of an hour that was marked late",
                              "Takes nothing back of an hour, or for an appointment, that was not "
                              "marked as completed in time (D1).",
                              USES(&date_hour, &start_hour, &appointment, DECIDED)},
    [COMMAND_DECIDE_AUTHORISE] =
        {"decide authorise", "[PARTNER] [PERIOD]", "authorise a booking after the fact",
         "Authorises an ad hoc booking, or an appointment outside the paid schedule (D2).",
         USES(&appointment, DECIDED)},
    [COMMAND_DECIDE_PAY] = {"decide pay", "PARTNER PERIOD", "pay an amount more, or less",
                            "Pays an amount more, or less, for the services of a month (D3).",
                            USES(&amount_paid, &date_taxable, &nature, DECIDED)},
    [COMMAND_DECIDE_HOLD] = {"decide hold", "PARTNER PERIOD", "pay a partner nothing for now",
                             "Pays the partner nothing in the run of that month (D4).",
                             USES(DECIDED)},
    [COMMAND_DECIDE_RELEASE] = {"decide release", "PARTNER PERIOD", "end a hold",
                                "Ends such a hold (D4).", USES(DECIDED)},
    [COMMAND_DECIDE_SETTLED] = {"decide settled", "[PARTNER] PERIOD",
                                "say that a month was settled outside",
                                "The partner's month was settled outside: it is never issued or "
                                "trued up again; without a partner, the whole month is never to be "
                                "issued (D6).",
                                USES(&amount_settled, DECIDED)},
    [COMMAND_DECIDE_RETURNED] = {"decide returned", "NUMBER", "say that a payment came back",
                                 "The payment for a document came back, whole or in part: the next "
                                 "payment file has it (D7).",
                                 USES(&amount, DECIDED)},
    [COMMAND_DECIDE_PAID] = {"decide paid", "NUMBER", "say that a payment was made by hand",
                             "A payment that a file left out, or that came back, was made by hand, "
                             "whole or in part (D7).",
                             USES(&amount, DECIDED)},
    [COMMAND_DECIDE_WRITE_OFF] = {"decide write_off", "PARTNER", "collect no more of what is owed",
                                  "What the partner owes is not collected, up to an amount (D8).",
                                  USES(&amount, &number_owing, DECIDED)},
    [COMMAND_DECIDE_INSTALMENTS] =
        {"decide instalments", "PARTNER", "take off at most so much a month",
         "At most that much comes off for what is owed, once a month (D9).",
         USES(&amount, DECIDED)},
    [COMMAND_DECIDE_REVOKE] = {"decide revoke", "DECISION", "end another decision",
                               "Ends another decision.", USES(DECIDED)},
    [COMMAND_DECISIONS] = {"decisions", "[PARTNER]", "list what was decided, and what counts",
                           "Lists what people decided, and what of it counts.",
                           USES(&store, &json)},
    [COMMAND_WHAT_IF] = {"what-if", "", "say what a changed setting would have cost",
                         "Says what a changed setting would have cost over the months in the "
                         "store.",
                         USES(&set, &from_month, &to_month, &csv_partners, &store, &as_at,
                              &holidays, &jobs, &json)},
    [COMMAND_DOCUMENTS] =
        {"documents", "", "list every number that was given, and what it comes to",
         "The register of documents: every number that was ever given, with its month, issue, "
         "void, payment, delivery and seal; who got none, and why; totals by month, quarter, "
         "financial year and partner; GST by label of the activity statement, by day of issue and "
         "of payment. Ends with 5 where a number is missing that nothing explains, or a bill is "
         "not its document's.",
         USES(&year, &csv_rows, &store, &json)},
    [COMMAND_STATEMENT] =
        {"statement", "PARTNER YEAR", "write a partner's financial year as a PDF",
         "Writes a partner's financial year (YEAR is 2026-27) as a PDF for the partner into --out: "
         "each document, payment and balance. The same again has the same bytes; nothing is "
         "stored.",
         USES(&store, &out, &json)},
    [COMMAND_VERIFY] = {"verify", "[PERIOD]", "prove what was issued",
                        "Proves what was issued: the store, the seals, the files, and every issue "
                        "computed again. Of a PERIOD: its own issues, files and rows, and the "
                        "seals of all.",
                        USES(&against, &seal_key_shown, &document, &whole_proof, &store, &out,
                             MOMENT, &jobs, &quiet, &json)},
    [COMMAND_RESTORE] = {"restore", "[PERIOD]", "write again what is missing of what was issued",
                         "Writes again, from the store, what is missing below --out of what was "
                         "issued. What is there is left as it is. With --to, a whole store from "
                         "its backup.",
                         USES(&to_file, &issue_backup, &store, &out, &json)},
    [COMMAND_FACTS] = {"facts", "PERIOD", "write a month's facts as files, for an auditor",
                       "Writes the facts of a month into the directory --out, as files to import "
                       "or to compute with elsewhere: bank details are among them, clients' names "
                       "are not.",
                       USES(&out_new, &as_issued_facts, &issue_facts, &store, MOMENT, &json)},
    [COMMAND_HOLIDAYS] =
        {"holidays", "AREA YEAR", "list the public holidays of an area, or the areas",
         "Lists the public holidays of whoever is based in AREA. --areas [STATE] lists the areas.",
         USES(&areas, &holidays, &quiet, &json)},
    [COMMAND_HELP] = {"help", "[COMMAND] [KIND]", "tell the commands, or one command's options",
                      "Lists the commands, or tells what one of them does and its options. --json "
                      "has all of it, for programs.",
                      USES(&json)},
};
