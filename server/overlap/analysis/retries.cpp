#include "overlap/analysis/retries.h"

#include "overlap/analysis/messagehead.h"
#include "overlap/text/approximate.h"
#include "overlap/text/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using record::Outcome;
using record::Record;
using record::Row;
using record::Store;
using text::approximateDuration;
using text::countText;
using text::durationText;

namespace {

constexpr Row rowsAround = 200;
constexpr qint64 shortNs = 100'000'000; // too short a pause for a server to recover
constexpr qint64 roundingNs = 10'000'000;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Retries)
};

// In whole seconds (RFC 9110 §10.2.3); a date is not looked at.
qint64 retryAfterNs(QByteArrayView responseHead)
{
    for (const MessageHead::Field &field : splitMessageHead(responseHead).fields) {
        bool isNumber = false;
        const int seconds = isNamed(field, "Retry-After") ? field.value.toInt(&isNumber) : 0;
        if (isNumber && seconds > 0)
            return qint64(seconds) * 1'000'000'000;
    }
    return 0;
}

Attempt attemptFrom(const Record &record)
{
    return {record.id, record.startNs, record.phaseSinceNs, isRetryable(record)};
}

// The requests around one that have its method, target and body; none if all of them went well.
class Alike
{
public:
    Alike(const Store &store, const Record &record, QByteArrayView target,
          const std::optional<Row> &row)
        : m_store(store)
        , m_record(record)
    {
        const Row middle = row.value_or(store.endRow());
        const Row end = std::min(store.endRow(), middle + rowsAround);
        std::vector<Row> rows;
        bool anyFailed = false;
        for (Row i = std::max(store.firstRow(), middle - std::min(middle, rowsAround)); i < end;
             ++i) {
            if (store.target(i) != target)
                continue;
            rows.push_back(i);
            anyFailed = anyFailed || isRetryable(store.record(i));
        }
        if (!anyFailed)
            return; // usually: heads and bodies need not be copied
        if (row)
            m_body = bodyOf(*row);
        for (const Row i : rows)
            add(i);
        for (const record::InFlight &flight : store.inFlight()) {
            if (flight.record.method == record.method && flight.target == target)
                m_all.push_back(attemptFrom(flight.record));
        }
        std::ranges::stable_sort(m_all, {}, &Attempt::startNs);
    }
    const std::vector<Attempt> &all() const { return m_all; }

private:
    // Nothing: it is not kept.
    std::optional<QByteArray> bodyOf(Row row) const
    {
        const record::KeptDetails details = m_store.details(row);
        return details.bodiesKept ? std::optional(details.requestBody) : std::nullopt;
    }
    void add(Row row)
    {
        const Record record = m_store.record(row);
        if (record.method != m_record.method)
            return;
        Attempt attempt = attemptFrom(record);
        const record::KeptDetails details = m_store.details(row);
        if (m_body && details.bodiesKept && details.requestBody != *m_body)
            return;
        if (attempt.hasFailed)
            attempt.retryAfterNs = retryAfterNs(details.responseHead);
        m_all.push_back(attempt);
    }

    const Store &m_store;
    const Record m_record;
    std::optional<QByteArray> m_body;
    std::vector<Attempt> m_all;
};

std::vector<qint64> pausesOf(std::span<const Attempt> attempts)
{
    std::vector<qint64> pauses;
    for (size_t i = 1; i < attempts.size(); ++i)
        pauses.push_back(attempts[i].startNs - attempts[i - 1].endNs);
    return pauses;
}

// "0.5 s, 1.0 s and 2.0 s"
QString listOf(const std::vector<qint64> &pauses)
{
    constexpr size_t most = 4;
    QStringList texts;
    for (size_t i = 0; i < std::min(pauses.size(), most); ++i)
        texts += approximateDuration(pauses[i]);
    if (pauses.size() > most)
        return texts.join(u", "_s) + u" …"_s;
    const QString last = texts.takeLast();
    return texts.isEmpty() ? last : Text::tr("%1 and %2").arg(texts.join(u", "_s), last);
}

} // namespace

bool isRetryable(const Record &record)
{
    if (record.outcome == Outcome::InFlight || record.outcome == Outcome::AbortedByServer)
        return false;
    if (record.outcome == Outcome::Refused) // else it was no good request, and would be none again
        return record.status == 503;
    return record.outcome != Outcome::Answered || record.status >= 500 || record.status == 429;
}

std::vector<Attempt> attemptsWith(quint64 id, std::span<const Attempt> alike)
{
    constexpr size_t none = ~size_t(0);
    std::vector<size_t> before(alike.size(), none);
    std::vector<size_t> after(alike.size(), none);
    std::vector<size_t> open; // failures that no other follows
    size_t at = none;
    for (size_t i = 0; i < alike.size(); ++i) {
        if (alike[i].id == id)
            at = i;
        auto latest = open.end();
        for (auto j = open.begin(); j != open.end(); ++j) {
            const qint64 pause = alike[i].startNs - alike[*j].endNs;
            if (pause >= 0 && pause <= longestPauseNs &&
                (latest == open.end() || alike[*j].endNs >= alike[*latest].endNs))
                latest = j;
        }
        if (latest != open.end()) {
            before[i] = *latest;
            after[*latest] = i;
            open.erase(latest);
        }
        if (alike[i].hasFailed)
            open.push_back(i);
    }
    if (at == none)
        return {};
    while (before[at] != none)
        at = before[at];
    std::vector<Attempt> attempts;
    for (; at != none; at = after[at])
        attempts.push_back(alike[at]);
    return attempts;
}

std::vector<Attempt> attemptsOf(const Store &store, quint64 id)
{
    for (const record::InFlight &flight : store.inFlight()) {
        if (flight.record.id == id)
            return attemptsWith(id, Alike(store, flight.record, flight.target, {}).all());
    }
    const auto row = id == 0 ? std::nullopt : store.rowOf(id);
    return row ? attemptsWith(id, Alike(store, store.record(*row), store.target(*row), row).all())
               : std::vector<Attempt>();
}

QString attemptText(std::span<const Attempt> attempts, quint64 id)
{
    const auto at = std::ranges::find(attempts, id, &Attempt::id);
    if (attempts.size() < 2 || at == attempts.end())
        return {};
    const QString number =
        Text::tr("Attempt %1 of %2")
            .arg(countText(quint64(at - attempts.begin()) + 1), countText(attempts.size()));
    if (at == attempts.begin())
        return number;
    const Attempt &before = *(at - 1);
    return Text::tr("%1, %2 after the failure of #%3")
        .arg(number, durationText(at->startNs - before.endNs), QString::number(before.id));
}

QString retriesText(std::span<const Attempt> attempts)
{
    if (attempts.size() < 2)
        return {};
    const std::vector<qint64> pauses = pausesOf(attempts);
    const qint64 longest = std::ranges::max(pauses);
    const QString count = countText(attempts.size());
    const QString within =
        Text::tr("%1 attempts within %2")
            .arg(count, approximateDuration(attempts.back().startNs - attempts.front().startNs));
    const QString waiting = Text::tr("%1 attempts, waiting %2").arg(count, listOf(pauses));
    const QString tried = longest < shortNs ? within : waiting;
    for (size_t i = 0; i < pauses.size(); ++i) {
        if (pauses[i] + roundingNs < attempts[i].retryAfterNs)
            return Text::tr("%1: Retry-After, which asked for %2, was not honoured")
                .arg(tried, approximateDuration(attempts[i].retryAfterNs));
    }
    if (longest < shortNs)
        return Text::tr("%1: it does not back off").arg(tried);
    const bool grows = pauses.size() > 1 && pauses.back() * 2 >= pauses.front() * 3;
    return grows ? Text::tr("%1: it backs off").arg(tried) : tried;
}

} // namespace overlap::analysis
