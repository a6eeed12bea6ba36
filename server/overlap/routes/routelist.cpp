#include "overlap/routes/routelist.h"

#include "overlap/routes/pages.h"
#include "overlap/script/namedroutes.h"
#include "overlap/script/steps.h"

#include <QCoreApplication>

#include <algorithm>

namespace overlap::routes {

using namespace Qt::StringLiterals;

namespace {

constexpr ListedRoute own[] = {
    {"/", QT_TRANSLATE_NOOP("Script", "A page that can send six requests at once."), "/"},
    {"/sleep", QT_TRANSLATE_NOOP("Script", "Waits five seconds, then answers with the page."),
     "/sleep?n=1"},
    {"/sleep/{duration}",
     QT_TRANSLATE_NOOP("Script", "Waits, at most ten minutes; nobody else is delayed."),
     "/sleep/250ms"},
    {"/compute/{duration}",
     QT_TRANSLATE_NOOP("Script", "Keeps a processor busy: the opposite of waiting."),
     "/compute/1s?sleep=500ms"},
    {"/echo", QT_TRANSLATE_NOOP("Script", "Answers with what you sent."), "/echo"},
    {"/routes", QT_TRANSLATE_NOOP("Script", "This list."), "/routes"},
};

QString translated(const char *help)
{
    return QCoreApplication::translate("Script", help);
}

QByteArray html(const QString &text)
{
    return text.toHtmlEscaped().toUtf8();
}

QByteArray cell(const QByteArray &content)
{
    return "<td>" + content + "</td>";
}

QByteArray code(QByteArrayView text)
{
    return "<code>" + html(QString::fromUtf8(text)) + "</code>";
}

QByteArray routeRows()
{
    QByteArray rows;
    for (const ListedRoute &route : listedRoutes()) {
        const QByteArray target = html(QString::fromUtf8(route.example));
        rows += "<tr>" + cell(code(route.pattern)) + cell(html(translated(route.help))) +
                cell("<a href=\"" + target + "\">" + target + "</a>") + "</tr>\n";
    }
    return rows.chopped(1);
}

QByteArray stepRows()
{
    QByteArray rows;
    for (const ListedStep &step : listedSteps())
        rows += "<tr>" + cell(code(step.form)) + cell(html(translated(step.help))) + "</tr>\n";
    return rows.chopped(1);
}

} // namespace

std::vector<ListedRoute> listedRoutes()
{
    std::vector<ListedRoute> all(std::begin(own), std::end(own));
    for (const script::NamedRoute &row : script::namedRoutes())
        all.push_back({row.pattern, row.help, row.example});
    return all;
}

std::vector<ListedStep> listedSteps()
{
    std::vector<ListedStep> all;
    for (const script::StepRow &row : script::steps()) {
        const QByteArray argument = row.form->name;
        all.push_back(
            {argument.isEmpty() ? QByteArray(row.word) : row.word + ('=' + argument), row.help});
    }
    return all;
}

http::Response routesPage()
{
    return Pages::filled(u"routes.html"_s, {{"routes", routeRows()}, {"steps", stepRows()}});
}

QString routesText()
{
    constexpr qsizetype gap = 2;
    const std::vector<ListedRoute> routes = listedRoutes();
    const std::vector<ListedStep> steps = listedSteps();
    qsizetype width = 0;
    for (const ListedRoute &route : routes)
        width = std::max(width, QByteArrayView(route.pattern).size());
    for (const ListedStep &step : steps)
        width = std::max(width, step.form.size());
    const auto line = [&](QByteArrayView what, const char *help) {
        return QString(gap, u' ') + QString::fromUtf8(what).leftJustified(width + gap) +
               translated(help) + u'\n';
    };
    QString text = QCoreApplication::translate("Script", "Routes:") + u'\n';
    for (const ListedRoute &route : routes)
        text += line(route.pattern, route.help);
    text += u'\n' +
            QCoreApplication::translate("Script", "Steps, for a query such as %1:")
                .arg(u"/do?sleep=200ms&status=503"_s) +
            u'\n';
    for (const ListedStep &step : steps)
        text += line(step.form, step.help);
    return text;
}

} // namespace overlap::routes
