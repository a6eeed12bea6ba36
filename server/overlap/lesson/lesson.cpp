#include "overlap/lesson/lesson.h"

#include "overlap/lesson/pace.h"
#include "overlap/text/format.h"

#include <QDir>
#include <QFile>

#include <algorithm>

namespace overlap::lesson {

using namespace Qt::StringLiterals;

namespace {

const QString folder = u":/overlap/lessons/"_s;

QByteArray resource(const QString &name)
{
    QFile file(folder + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::vector<Lesson> readAll()
{
    std::vector<Lesson> all;
    const QStringList names = QDir(folder).entryList({u"*.md"_s}, QDir::Files, QDir::Name);
    all.reserve(size_t(names.size()));
    for (const QString &name : names) {
        const auto parsed = parse(resource(name), resource(name.chopped(2) + u"cpp"_s), name);
        if (const auto *error = std::get_if<Error>(&parsed))
            qFatal("%s:%d: %s", qPrintable(error->file), error->line, qPrintable(error->text));
        all.push_back(std::get<Lesson>(parsed));
        Q_ASSERT(all.back().number == int(all.size()));
    }
    return all;
}

} // namespace

const std::vector<Lesson> &lessons()
{
    static const std::vector<Lesson> all = readAll();
    return all;
}

Page pageOf(const Lesson &lesson, Pace chosen, const QUrl &url)
{
    const Pace pace = paceOf(lesson, chosen);
    const QString count = text::countText(quint64(planOf(lesson, pace).count));
    const auto ready = [&](QString text) {
        return withTimes(text.replace(u"{count}"_s, count), pace);
    };
    Page page{lesson.title, ready(lesson.text),        ready(lesson.question), {},
              lesson.code,  codeAt(lesson.rust, pace), ready(lesson.tryIt),    {}};
    for (const Answer &answer : lesson.answers)
        page.answers += ready(answer.text);
    for (CodeLine &line : page.code)
        line.text = codeAt(line.text, pace);
    const QUrl server = url.isEmpty() ? QUrl(u"http://localhost:7878"_s) : url;
    page.command = QString::fromUtf8(targetAt(lesson.command.toUtf8(), pace))
                       .replace(u"{url}"_s, server.toString(QUrl::RemovePath))
                       .replace(u"{count}"_s, count);
    return page;
}

load::Plan planOf(const Lesson &lesson, Pace chosen, int most)
{
    const Pace pace = paceOf(lesson, chosen);
    load::Plan plan = lesson.plan;
    for (QByteArray &target : plan.targets)
        target = targetAt(target, pace);
    plan.pause /= timesFaster(pace);
    plan.count = std::min(plan.count, most);
    plan.atOnce = std::min(plan.atOnce, most);
    return plan;
}

} // namespace overlap::lesson
