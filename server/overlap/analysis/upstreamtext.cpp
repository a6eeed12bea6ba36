#include "overlap/analysis/upstreamtext.h"

#include "overlap/analysis/upstreampieces.h"
#include "overlap/text/format.h"
#include "overlap/upstream/trouble.h"

#include <QCoreApplication>

#include <algorithm>

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using text::durationText;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Upstream)
};

// Numbers from elsewhere: unknown ones count as none.
upstream::Trouble troubleIn(const record::UpstreamTimes &times)
{
    return times.trouble < upstream::troubleCount ? upstream::Trouble(times.trouble)
                                                  : upstream::Trouble::None;
}

QString fromLatin1(QByteArrayView text)
{
    return QString::fromLatin1(text.data(), text.size());
}

} // namespace

QString troubleText(const record::UpstreamTimes &times)
{
    const upstream::Trouble trouble = troubleIn(times);
    return trouble == upstream::Trouble::None ? QString() : fromLatin1(sentenceOf(trouble));
}

QString troubleAdvice(const record::UpstreamTimes &times)
{
    const upstream::Trouble trouble = troubleIn(times);
    if (trouble == upstream::Trouble::None)
        return {};
    QStringList sentences{troubleText(times)};
    if (trouble == upstream::Trouble::WrongAnswer && times.flaw != 0 &&
        times.flaw < upstream::flawCount)
        sentences += fromLatin1(sentenceOf(upstream::Flaw(times.flaw)));
    sentences += fromLatin1(adviceOf(trouble));
    return sentences.join(u' ');
}

QString upstreamConnectionText(const record::UpstreamTimes &times, const QString &upstream)
{
    const QString to = upstream.isEmpty() ? Text::tr("the upstream") : upstream;
    if (times.connection == 0)
        return Text::tr("no connection to %1").arg(to);
    const QString connection = QString::number(times.connection);
    QString text = times.ordinal == 0 // it was not there yet
                       ? Text::tr("connection %1 to %2").arg(connection, to)
                       : Text::tr("connection %1 to %2, request %3 on it")
                             .arg(connection, to, QString::number(times.ordinal));
    if (times.isRetry)
        text += Text::tr(", sent again as the one before was closed");
    if (times.isTunnel)
        text += Text::tr(", a tunnel");
    if (times.isInsecure)
        text += Text::tr(", whose certificate was not checked");
    return text;
}

QStringList upstreamLines(const record::UpstreamTimes &times, qint64 untilNs, bool isInFlight)
{
    QStringList lines{upstreamConnectionText(times)};
    for (const auto &[fromNs, toNs, step, open] : upstreamPieces(times, untilNs, isInFlight))
        lines += nameOf(step) + u": "_s + durationText(toNs - fromNs) +
                 (open ? u" so far"_s : QString());
    lines += troubleText(times);
    lines.removeAll(QString());
    return lines;
}

QString upstreamSpoken(const record::UpstreamTimes &times, qint64 untilNs, bool isInFlight)
{
    const UpstreamPieces pieces = upstreamPieces(times, untilNs, isInFlight);
    if (const QString trouble = troubleText(times); !trouble.isEmpty() || pieces.isEmpty())
        return trouble.chopped(std::min<qsizetype>(1, trouble.size())); // without the full stop
    const auto longest = std::ranges::max_element(
        pieces, {}, [](const UpstreamPiece &piece) { return piece.toNs - piece.fromNs; });
    return nameOf(longest->step) + u' ' + durationText(longest->toNs - longest->fromNs);
}

} // namespace overlap::analysis
