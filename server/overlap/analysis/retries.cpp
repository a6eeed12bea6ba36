#include "overlap/analysis/retries.h"

#include "overlap/analysis/messagehead.h"
#include "overlap/record/names.h"
#include "overlap/text/approximate.h"
#include "overlap/text/format.h"

#include <QCoreApplication>
#include <QHash>

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

// See Attempt::body. What is sent with GET and HEAD means nothing (RFC 9110 §9.3.1).
quint64 bodyOf(const Store &store, Row row, const Record &record)
{
    const QLatin1StringView method = record::methodName(record);
    if (method == "GET"_L1 || method == "HEAD"_L1)
        return 0;
    const record::KeptDetails details = store.details(row);
    return details.bodiesKept ? qHash(details.requestBody, 1) | 1 : 0;
}

// The requests around one that have its method and target; none if all of them went well.
std::vector<Attempt> alikeAround(const Store &store, const Record &wanted, QByteArrayView target,
                                 Row middle)
{
    const Row end = std::min(store.endRow(), middle + rowsAround);
    std::vector<std::pair<Row, Record>> rows;
    for (Row i = std::max(store.firstRow(), middle - std::min(middle, rowsAround)); i < end; ++i) {
        if (store.target(i) != target)
            continue;
        if (const Record record = store.brief(i); record.method == wanted.method)
            rows.emplace_back(i, record);
    }
    std::vector<Attempt> all;
    if (std::ranges::none_of(rows, [](const auto &row) { return isRetryable(row.second); }))
        return all; // usually: heads and bodies need not be copied
    for (const auto &[row, record] : rows) {
        Attempt &attempt = all.emplace_back(attemptFrom(record));
        attempt.body = bodyOf(store, row, record);
        if (attempt.hasFailed)
            attempt.retryAfterNs = retryAfterNs(store.details(row).responseHead);
    }
    for (const record::InFlight &flight : store.inFlight()) {
        if (flight.record.method == wanted.method && flight.target == target)
            all.push_back(attemptFrom(flight.record));
    }
    std::ranges::stable_sort(all, {}, &Attempt::startNs);
    return all;
}

constexpr size_t none = ~size_t(0);

// For each, which one is the next attempt.
std::vector<size_t> nextOf(std::span<const Attempt> alike)
{
    std::vector<size_t> next(alike.size(), none);
    std::vector<size_t> open; // failures that no other follows
    const auto mayFollow = [&](const Attempt &attempt, const Attempt &before) {
        const qint64 pause = attempt.startNs - before.endNs;
        const bool isSameBody =
            attempt.body == 0 || before.body == 0 || attempt.body == before.body;
        return pause >= 0 && pause <= longestPauseNs && isSameBody;
    };
    for (size_t i = 0; i < alike.size(); ++i) {
        auto latest = open.end();
        for (auto j = open.begin(); j != open.end(); ++j) {
            if (mayFollow(alike[i], alike[*j]) &&
                (latest == open.end() || alike[*j].endNs >= alike[*latest].endNs))
                latest = j;
        }
        if (latest != open.end()) {
            next[*latest] = i;
            open.erase(latest);
        }
        if (alike[i].hasFailed)
            open.push_back(i);
    }
    return next;
}

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
    const std::vector<size_t> next = nextOf(alike);
    auto at = size_t(std::ranges::find(alike, id, &Attempt::id) - alike.begin());
    if (at == alike.size())
        return {};
    const auto before = [&] { return size_t(std::ranges::find(next, at) - next.begin()); };
    while (before() != next.size())
        at = before();
    std::vector<Attempt> attempts;
    for (; at != none; at = next[at])
        attempts.push_back(alike[at]);
    return attempts;
}

std::vector<Attempt> attemptsOf(const Store &store, quint64 id)
{
    for (const record::InFlight &flight : store.inFlight()) {
        if (flight.record.id == id)
            return attemptsWith(id,
                                alikeAround(store, flight.record, flight.target, store.endRow()));
    }
    const auto row = id == 0 ? std::nullopt : store.rowOf(id);
    if (!row)
        return {};
    return attemptsWith(id, alikeAround(store, store.brief(*row), store.target(*row), *row));
}

std::vector<Retry> retriesAmong(const Store &store, std::span<const Row> rows)
{
    using Key = std::pair<QByteArrayView, quint8>; // target and method
    QHash<Key, std::vector<Attempt>> groups;       // those in which some failed
    for (const Row row : rows) {
        if (const Record record = store.brief(row); isRetryable(record))
            groups[{store.target(row), record.method}];
    }
    std::vector<Retry> retries;
    if (groups.isEmpty()) // usually
        return retries;
    Key key;
    auto group = groups.end();
    for (const Row row : rows) {
        const Record record = store.brief(row);
        const QByteArrayView target = store.target(row);
        // Often it is the same, at the same place: hashing costs more than all else.
        if (target.data() != key.first.data() || record.method != key.second) {
            key = {target, record.method};
            group = groups.find(key);
        }
        if (group == groups.end())
            continue;
        group->push_back(attemptFrom(record));
        group->back().body = bodyOf(store, row, record);
    }
    for (const record::InFlight &flight : store.inFlight()) {
        group = groups.find({flight.target, flight.record.method});
        if (group != groups.end())
            group->push_back(attemptFrom(flight.record));
    }
    for (std::vector<Attempt> &alike : groups) {
        std::ranges::stable_sort(alike, {}, &Attempt::startNs);
        const std::vector<size_t> next = nextOf(alike);
        for (size_t i = 0; i < next.size(); ++i) {
            if (next[i] != none)
                retries.push_back(
                    {alike[i].id, alike[next[i]].id, alike[i].endNs, alike[next[i]].startNs});
        }
    }
    return retries;
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
