#include "overlap/analysis/sending.h"

#include "overlap/record/percentile.h"
#include "overlap/text/format.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QRegularExpression>
#include <QStringList>
#include <QUrl>

#include <algorithm>
#include <limits>

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using record::percentile;
using text::countText;
using text::durationText;
using text::plainText;

namespace {

constexpr qint64 mostInAll = 1'000'000;
constexpr qsizetype targetMost = 4096;
constexpr qsizetype targetsNamed = 3;

QString text(std::chrono::nanoseconds duration)
{
    return durationText(duration.count());
}

// "/sleep?n=1, /sleep?n=2 …" for one target, or the list of several.
QString where(const load::Plan &plan)
{
    const auto at = [&](qsizetype i) {
        QByteArray target = plan.targets[i % plan.targets.size()];
        return plainText(target.replace("{n}", QByteArray::number(i + 1)));
    };
    if (plan.total() == 1)
        return at(0);
    if (plan.targets.size() == 1)
        return plan.targets.constFirst().contains("{n}") ? at(0) + u", "_s + at(1) + u" …"_s
                                                         : at(0);
    QStringList named;
    for (qsizetype i = 0; i < std::min(targetsNamed, plan.targets.size()); ++i)
        named += at(i);
    const qsizetype more = plan.targets.size() - targetsNamed;
    return named.join(u", "_s) + (more > 0 ? u" and %1 more, in turn"_s.arg(more) : u", in turn"_s);
}

QString pace(const load::Plan &plan)
{
    QString pace = plan.atOnce == 1 ? u"one after the other"_s
                   : plan.atOnce >= plan.count
                       ? u"all at once"_s
                       : u"%1 at a time"_s.arg(countText(quint64(plan.atOnce)));
    if (plan.ramp > 0ns && plan.atOnce > 1)
        pace = u"first one, then more, up to %1 at a time after %2"_s.arg(
            countText(quint64(std::min(plan.atOnce, plan.count))), text(plan.ramp));
    if (plan.pause > 0ns)
        pace += u", %1 apart"_s.arg(text(plan.pause));
    return pace;
}

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Sending)
};

QString checked(QByteArray &target, const QString &word, IsOwnHost isOwnHost)
{
    if (target.startsWith("http://")) {
        if (!isOwnHost(QUrl(QString::fromUtf8(target)).host()))
            return Texts::tr("“%1” is on another server: requests go to this one, as in "
                             "/sleep?n={n}")
                .arg(word);
        const qsizetype path = target.indexOf('/', 7);
        target = path < 0 ? QByteArray("/") : target.sliced(path);
    }
    const bool isVisible =
        std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
    if (!target.startsWith('/'))
        return u"“%1” is no target: begin with “/”, as in /sleep?n={n}"_s.arg(word);
    if (target.endsWith(','))
        return Texts::tr("“%1” ends with a comma: write spaces between targets").arg(word);
    if (!isVisible || word != QString::fromLatin1(word.toLatin1()))
        return u"“%1” can't be sent as it is: write “#” and what is not ASCII as %…"_s.arg(word);
    if (target.size() > targetMost)
        return u"A target of more than %1 characters is too long"_s.arg(countText(targetMost));
    return {};
}

} // namespace

bool isLoopbackHost(const QString &host)
{
    return host == "localhost"_L1 || host.endsWith(".localhost"_L1) ||
           QHostAddress(host).isLoopback();
}

Targets targetsFrom(const QString &text, IsOwnHost isOwnHost)
{
    static const QRegularExpression space(u"\\s+"_s);
    Targets targets;
    for (const QString &word : text.split(space, Qt::SkipEmptyParts)) {
        QByteArray target = word.toUtf8();
        const QString shown = plainText(target.first(std::min<qsizetype>(target.size(), 60)));
        targets.error = checked(target, shown, isOwnHost);
        if (!targets.error.isEmpty())
            return targets;
        targets.all += target;
    }
    if (targets.all.isEmpty())
        targets.error = u"Say what to ask for, as in /sleep?n={n}"_s;
    return targets;
}

QString planProblem(const load::Plan &plan)
{
    const qint64 inAll = qint64(plan.count) * plan.rounds;
    if (inAll > mostInAll)
        return u"%1 requests in all are too many: at most %2"_s.arg(countText(quint64(inAll)),
                                                                    countText(quint64(mostInAll)));
    return {};
}

QString planSentence(const load::Plan &plan)
{
    const auto count = quint64(plan.count);
    QString sentence = (plan.count == 1 ? u"1 request"_s : u"%1 requests"_s.arg(countText(count))) +
                       u" to "_s + where(plan);
    if (plan.count > 1)
        sentence += u": "_s + pace(plan);
    if (plan.total() > 1)
        sentence += plan.keepsAlive ? u", over connections that are kept alive"_s
                                    : u", each over a connection of its own"_s;
    if (plan.timeout > 0ns)
        sentence += u", given up after %1"_s.arg(text(plan.timeout));
    if (plan.rounds > 1)
        sentence += u"; all of it %1 times, %2 in all"_s.arg(
            countText(quint64(plan.rounds)), countText(count * quint64(plan.rounds)));
    return sentence;
}

QString resultsSentence(const QList<load::Result> &results)
{
    std::vector<qint64> took;
    qint64 beganNs = std::numeric_limits<qint64>::max();
    qint64 endedNs = 0;
    qsizetype errors = 0;
    QString failure;
    for (const load::Result &result : results) {
        if (!result.error.isEmpty()) {
            failure = failure.isEmpty() ? result.error : failure;
            continue;
        }
        took.push_back(result.answeredNs - result.startNs);
        beganNs = std::min(beganNs, result.startNs);
        endedNs = std::max(endedNs, result.answeredNs);
        errors += result.status >= 400;
    }
    QString sentence =
        u"%1 of %2 answered"_s.arg(countText(took.size()), countText(quint64(results.size())));
    if (!took.empty())
        sentence += u" in %1"_s.arg(durationText(endedNs - beganNs));
    if (took.size() > 1)
        sentence += u": half within %1, 99 % within %2"_s.arg(durationText(percentile(took, 50)),
                                                              durationText(percentile(took, 99)));
    if (errors > 0)
        sentence += u" · %1 with 4xx or 5xx"_s.arg(countText(quint64(errors)));
    if (!failure.isEmpty())
        sentence += u" · %1 without an answer: %2"_s.arg(
            countText(quint64(results.size()) - took.size()), failure);
    return sentence;
}

} // namespace overlap::analysis
