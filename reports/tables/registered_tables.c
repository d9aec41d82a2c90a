#include "reports/tables/registered_tables.h"

#define ROW(member) SHOWN_OF(0, struct registered, member)
#define BILL(member) SHOWN_OF(1, struct registered_bill, member)
#define PAYMENT(member) SHOWN_OF(2, struct registered_payment, member)
static const struct shown_column columns[] = {
    {"number", SHOWN_TEXT, 25, ROW(number)},
    {"kind", SHOWN_TEXT, 12, ROW(kind_text)},
    {"partner_id", SHOWN_TEXT, 12, ROW(partner_id)},
    {"legal_name", SHOWN_LONG_TEXT, 26, ROW(legal_name)},
    {"period", SHOWN_TEXT, 10, ROW(period)},
    {"issue_date", SHOWN_DATE_IF_ANY, 13, ROW(issue_date)},
    {"amount", SHOWN_MONEY, 13, BILL(amount)},
    {"gst", SHOWN_MONEY, 12, BILL(gst)},
    {"total", SHOWN_MONEY, 13, BILL(total), "ROUND({amount}+{gst},2)"},
    {"payment_date", SHOWN_DATE_IF_ANY, 14, ROW(payment_date)},
    {"payment", SHOWN_MONEY, 13, PAYMENT(amount)},
    {"paid_by", SHOWN_TEXT, 13, PAYMENT(by_text)},
    {"about", SHOWN_LONG_TEXT, 40, ROW(about)},
    {"issued_in", SHOWN_TEXT, 10, ROW(issued_in)},
    {"issue", SHOWN_TEXT, 8, ROW(issue_text)},
    {"abn", SHOWN_TEXT, 14, ROW(abn)},
    {"rcti", SHOWN_TEXT, 8, ROW(rcti)},
    {"due_date", SHOWN_DATE_IF_ANY, 12, ROW(due_date)},
    {"bas_g11", SHOWN_MONEY, 13, BILL(g11)},
    {"bas_1a", SHOWN_MONEY, 12, BILL(gst_1a)},
    {"bas_1b", SHOWN_MONEY, 12, BILL(gst_1b)},
    {"payment_number", SHOWN_TEXT, 25, ROW(payment_number)},
    {"adjusts", SHOWN_TEXT, 25, ROW(adjusts)},
    {"replaces", SHOWN_TEXT, 25, ROW(replaces)},
    {"replaced_by", SHOWN_TEXT, 25, ROW(replaced_by)},
    {"voided_on", SHOWN_DATE_IF_ANY, 13, ROW(voided_on)},
    {"delivery", SHOWN_TEXT, 11, ROW(delivery)},
    {"delivered_on", SHOWN_DATE_IF_ANY, 14, ROW(delivered_on)},
    {"prepared_by", SHOWN_TEXT, 16, ROW(prepared_by)},
    {"approved_by", SHOWN_TEXT, 20, ROW(approved_by)},
    {"seal", SHOWN_TEXT, 68, ROW(seal)},
};
const struct shown_table registered_shown = {.name = "documents",
                                             .sheet_name = "Documents",
                                             SHOWN_COLUMNS(columns),
                                             .csv_count = G_N_ELEMENTS(columns)};
const char registered_printed[] = "about";

#define TOTAL(member) SHOWN_OF(0, struct registered_total, member)
static const struct shown_column total_columns[] = {
    {"what", SHOWN_TEXT, 22, TOTAL(group_text)},
    {"of", SHOWN_TEXT, 13, TOTAL(of)},
    {"legal_name", SHOWN_LONG_TEXT, 26, TOTAL(legal_name)},
    {"documents", SHOWN_LONG_COUNT, 12, TOTAL(documents), BY_HAND},
    {"amount", SHOWN_MONEY, 14, TOTAL(bill.amount), BY_HAND},
    {"gst", SHOWN_MONEY, 13, TOTAL(bill.gst), BY_HAND},
    {"total", SHOWN_MONEY, 14, TOTAL(bill.total), BY_HAND},
    {"BAS G11", SHOWN_MONEY, 14, TOTAL(bill.g11), BY_HAND},
    {"BAS 1A", SHOWN_MONEY, 13, TOTAL(bill.gst_1a), BY_HAND},
    {"BAS 1B", SHOWN_MONEY, 13, TOTAL(bill.gst_1b), BY_HAND},
    {"paid by file", SHOWN_MONEY, 14, TOTAL(by_file), BY_HAND},
    {"paid by hand", SHOWN_MONEY, 14, TOTAL(by_hand), BY_HAND},
    {"came back", SHOWN_MONEY, 13, TOTAL(came_back), BY_HAND},
    {"difference", SHOWN_MONEY, 11, OF_NOTHING, 0,
     "ROUND(" SHOWN_OFF(documents) "+" SHOWN_OFF(amount) "+" SHOWN_OFF(gst) "+" SHOWN_OFF(total) "+" SHOWN_OFF(BAS G11) "+" SHOWN_OFF(
         BAS 1A) "+" SHOWN_OFF(BAS 1B) "+" SHOWN_OFF(paid by
                                                         file) "+" SHOWN_OFF(paid by
                                                                                 hand) "+" SHOWN_OFF(came
                                                                                                         back) ",2)"},
};
const struct shown_table registered_totals_shown = {.sheet_name = "Year totals",
                                                    SHOWN_COLUMNS(total_columns),
                                                    .engine_first = 3,
                                                    .engine_count = 10};
