#include "requestcsv.h"

#include "cells.h"

#include <QDateTime>

#include <algorithm>
#include <array>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using record::Outcome;

namespace {

using Item = RequestItem;

bool isInFlight(const Item &item)
{
    return item.record.outcome == Outcome::InFlight;
}

// "5.001234567"; empty: unknown, or not yet.
QString seconds(qint64 ns)
{
    constexpr qint64 second = 1'000'000'000;
    return ns < 0 ? QString()
                  : QString::number(ns / second) + u'.' +
                        QString::number(ns % second).rightJustified(9, u'0');
}

QString dateAndTime(const Item &item)
{
    if (!item.wallClock || !*item.wallClock)
        return {};
    const auto began = QDateTime::fromMSecsSinceEpoch((*item.wallClock)(item.record.startNs));
    return began.toOffsetFromUtc(began.offsetFromUtc()).toString(Qt::ISODateWithMs);
}

// The columns whose text in the table is shortened for people.
struct Exact
{
    QLatin1StringView title;
    QLatin1StringView unit;
    QString (*text)(const Item &item);
};

constexpr std::array<Exact, 9> exacts = {{
    {"Started"_L1, " (s)"_L1, [](const Item &i) { return seconds(i.record.startNs); }},
    {"Ended"_L1, " (s)"_L1,
     [](const Item &i) { return seconds(isInFlight(i) ? -1 : i.record.phaseSinceNs); }},
    {"Time"_L1, ""_L1, dateAndTime},
    {"Status"_L1, ""_L1,
     [](const Item &i) {
         return i.record.status == 0 ? QString() : QString::number(i.record.status);
     }},
    {"Queued"_L1, " (s)"_L1, [](const Item &i) { return seconds(queuedNs(i)); }},
    {"Handled"_L1, " (s)"_L1, [](const Item &i) { return seconds(handledNs(i)); }},
    {"Upstream"_L1, " (s)"_L1, [](const Item &i) { return seconds(upstreamNs(i)); }},
    {"Total"_L1, " (s)"_L1, [](const Item &i) { return seconds(lastedNs(i)); }},
    {"Bytes"_L1, ""_L1,
     [](const Item &i) { return isInFlight(i) ? QString() : QString::number(i.record.bytesOut); }},
}};

const Exact *exactOf(const Column<Item> &column)
{
    const auto at = std::ranges::find(exacts, column.title, &Exact::title);
    return at == exacts.end() ? nullptr : &*at;
}

void append(QByteArray &line, const QString &cell)
{
    const bool isQuoted = std::ranges::any_of(
        cell, [](QChar c) { return c == u',' || c == u'"' || c == u'\r' || c == u'\n'; });
    const QString quoted = u'"' + QString(cell).replace(u'"', "\"\""_L1) + u'"';
    line += (isQuoted ? quoted : cell).toUtf8();
}

} // namespace

RequestCsv::RequestCsv(std::vector<int> columns) : m_columns(std::move(columns)) {}

QByteArray RequestCsv::titles() const
{
    QByteArray line;
    for (const int index : m_columns) {
        const Column<Item> &column = requestColumns()[size_t(index)];
        const Exact *exact = exactOf(column);
        append(line, QString(column.title) + (exact ? QString(exact->unit) : QString()));
        line += ',';
    }
    line.chop(1);
    return line + "\r\n";
}

QByteArray RequestCsv::line(const Item &item) const
{
    QByteArray line;
    for (const int index : m_columns) {
        const Column<Item> &column = requestColumns()[size_t(index)];
        const Exact *exact = exactOf(column);
        append(line, exact ? exact->text(item) : harmlessCell(column.text(item)));
        line += ',';
    }
    line.chop(1);
    return line + "\r\n";
}

} // namespace overlap::ui
