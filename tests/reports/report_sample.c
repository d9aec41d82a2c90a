#include "tests/reports/report_sample.h"

static struct report_company company_new(void)
{
    return (struct report_company){.legal_name = "Example Assist Pty Ltd",
                                   .abn = "47555222000",
                                   .address_line_1 = "100 Sample Street",
                                   .address_line_2 = "",
                                   .suburb = "Sydney",
                                   .state = "NSW",
                                   .postcode = "2000",
                                   .email = "partners@example.com",
                                   .phone = "02 5550 0100",
                                   .dispute_url = "https://support.example.com/dispute",
                                   .agreement_text = "The parties agree.",
                                   .note = "",
                                   .payment_terms_days = 14};
}

void report_sample_init(struct report_sample *sample)
{
    month_sample_init(&sample->month);
    const struct month_question *question = &sample->month.question;
    sample->run = (struct report_run){.period = question->period,
                                      .period_text = "2026-09",
                                      .as_at = question->as_at,
                                      .issue_date = question->issue_date,
                                      .payment_date = day_add(question->issue_date, 14),
                                      .batch = 3,
                                      .program_version = "0.1.0",
                                      .draft = true,
                                      .policy = sample->month.policy,
                                      .company = company_new()};
    sample->supplier = (struct supplier){.partner_id = "P0001",
                                         .legal_name = "Nguyễn Thị Ánh",
                                         .trading_name = "",
                                         .abn = "51824753556",
                                         .address_line_1 = "14 Acacia Lane",
                                         .address_line_2 = "",
                                         .suburb = "Newtown",
                                         .state = "NSW",
                                         .postcode = "2042",
                                         .email = "p0001@example.com",
                                         .agreement_ref = "",
                                         .bsb = "062-901",
                                         .account_number = "10203037",
                                         .account_name = "Nguyen Thi Anh"};
}

struct partner_report *report_sample_report(const struct report_sample *sample)
{
    g_autofree struct month_sample *month = g_memdup2(&sample->month, sizeof sample->month);
    month->policy = sample->run.policy;
    month->question =
        (struct month_question){sample->run.period, sample->run.as_at, sample->run.issue_date};
    struct partner_facts facts = month_sample_facts(month);
    struct month_result *result = month_sample_compute(month);
    struct partner_report *report =
        partner_report_new(&sample->run, &sample->supplier, &facts, result);
    month_result_free(result);
    return report;
}
