#include "overlap/http/target.h"
#include "overlap/routes/builtin.h"
#include "overlap/routes/routelist.h"
#include "overlap/routes/router.h"
#include "overlap/script/namedroutes.h"

#include <QFile>
#include <QTest>

using namespace overlap;
using namespace Qt::StringLiterals;

// What people read about the routes is what the server has.
class TestRouteList : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hasEachRoute();
    void examplesLeadToTheirRoutes();
    void isAPage();
    void isText();
    void docsHaveIt();
};

void TestRouteList::hasEachRoute()
{
    std::vector<QByteArray> has, listed;
    for (const routes::Route &route : routes::builtinRoutes(std::make_shared<answers::Stage>()))
        has.push_back(route.pattern);
    for (const routes::ListedRoute &route : routes::listedRoutes())
        listed.emplace_back(route.pattern);
    QCOMPARE(listed, has);
}

void TestRouteList::examplesLeadToTheirRoutes()
{
    const routes::Router router(routes::builtinRoutes(std::make_shared<answers::Stage>()));
    for (const routes::ListedRoute &route : routes::listedRoutes()) {
        QVERIFY2(!router.answer(http::Method::Get, route.example), route.example);
        const QByteArray fixed = QByteArray(route.pattern).split('{').first();
        QVERIFY2(QByteArrayView(route.example).startsWith(fixed), route.example);
    }
}

void TestRouteList::isAPage()
{
    const http::Response page = routes::routesPage();
    QVERIFY(!page.body.contains("{{"));
    QVERIFY(page.body.contains("<code>/gate/{name}</code>"));
    QVERIFY(page.body.contains("<a href=\"/drip?duration=2s&amp;numbytes=10\">"));
    for (const routes::ListedStep &step : routes::listedSteps())
        QVERIFY2(page.body.contains("<code>" + step.form + "</code>"), step.form);
}

void TestRouteList::isText()
{
    const QString text = routes::routesText();
    for (const routes::ListedRoute &route : routes::listedRoutes())
        QVERIFY2(text.contains(u"\n  "_s + QLatin1StringView(route.pattern) + u' '), route.pattern);
    for (const routes::ListedStep &step : routes::listedSteps())
        QVERIFY2(text.contains(u"\n  "_s + QLatin1StringView(step.form) + u' '), step.form);
}

// The tables in using.md.
void TestRouteList::docsHaveIt()
{
    QFile file(QStringLiteral(OVERLAP_SOURCES "/resources/docs/using.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray docs = file.readAll();
    QByteArray lines;
    for (const routes::ListedRoute &route : routes::listedRoutes())
        lines += QByteArray("| `") + route.pattern + "` | " + route.help + " | `" + route.example +
                 "` |\n";
    QVERIFY2(docs.contains("|---|---|---|\n" + lines + '\n'), lines);
    for (const script::NamedRoute &route : script::namedRoutes()) {
        QByteArrayList parameters;
        for (const script::Parameter &parameter : route.parameters) {
            if (parameter.fallback)
                parameters += parameter.name + ('=' + QByteArray(parameter.fallback));
        }
        const QByteArray target = route.pattern + ('?' + parameters.join('&'));
        QVERIFY2(parameters.isEmpty() || docs.contains('`' + target + '`'), target);
    }
    lines.clear();
    for (const routes::ListedStep &step : routes::listedSteps())
        lines += "| `" + step.form + "` | " + step.help + " |\n";
    QVERIFY2(docs.contains("|---|---|\n" + lines + '\n'), lines);
}

QTEST_GUILESS_MAIN(TestRouteList)
#include "tst_routelist.moc"
