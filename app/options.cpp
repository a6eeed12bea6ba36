#include "app/options.h"

#include "overlap/lesson/lesson.h"
#include "overlap/routes/routelist.h"
#include "overlap/scenario/scenariofile.h"
#include "overlap/text/numbers.h"

#include <QCommandLineParser>
#include <QDir>

#include <algorithm>
#include <array>

namespace overlap::app {

using namespace Qt::StringLiterals;

namespace {

ExitMessage badOption(const QString &sentence)
{
    return {u"overlap: %1 See overlap --help.\n"_s.arg(sentence), 2};
}

std::optional<int> numberFrom(const QString &text, int least, int most)
{
    const auto number = text::wholeFrom(text);
    return number && *number >= least && *number <= most ? number : std::nullopt;
}

QString strategyNames()
{
    QStringList names;
    for (const schedule::Kind &kind : schedule::strategies())
        names += kind.name;
    return names.join(u", "_s);
}

// The option for a strategy's number: "--limit" or "--pool".
QCommandLineOption countOption(const schedule::Kind &kind)
{
    return {QString(kind.count->name),
            u"With --strategy %1: so many %2 (%3)."_s.arg(kind.name, kind.count->unit)
                .arg(schedule::Counts().*kind.count->value),
            u"number"_s};
}

// What is wrong with the options of a lesson; empty: nothing.
QString lessonProblem(const QCommandLineParser &parser)
{
    const bool isLesson = parser.isSet(u"lesson"_s);
    const bool runs = isLesson && parser.isSet(u"headless"_s);
    if (parser.isSet(u"as-in-the-book"_s) && !runs)
        return u"--as-in-the-book goes with --headless --lesson: the window has a box for it."_s;
    if (!isLesson)
        return {};
    const auto last = int(lesson::lessons().size());
    if (const QString value = parser.value(u"lesson"_s); !numberFrom(value, 1, last))
        return u"--lesson takes a number from 1 to %1, not “%2”."_s.arg(last).arg(value);
    for (const QString &other :
         {u"strategy"_s, u"threads"_s, u"verbose"_s, u"scenario"_s, u"folder"_s, u"upstream"_s}) {
        if (runs && parser.isSet(other))
            return u"--%1 does not go with --headless --lesson: a lesson brings its own."_s.arg(
                other);
    }
    return {};
}

// Sets who answers. Returns what is wrong with those options; empty: nothing.
QString takeScenario(const QCommandLineParser &parser, Options &options)
{
    QStringList given;
    for (const QString &name : {u"scenario"_s, u"folder"_s, u"upstream"_s}) {
        if (parser.isSet(name))
            given += u"--"_s + name;
    }
    if (given.size() > 1)
        return u"%1 say different things about who answers: a scenario has room for both."_s.arg(
            given.join(u" and "_s));
    if (parser.isSet(u"listing"_s) && !parser.isSet(u"folder"_s))
        return u"--listing goes with --folder."_s;
    if (given.isEmpty())
        return {};
    if (parser.isSet(u"scenario"_s)) {
        options.scenario = parser.value(u"scenario"_s);
        return {};
    }
    const QString folder = parser.value(u"folder"_s);
    if (parser.isSet(u"folder"_s) && !QDir(folder).exists())
        return u"--folder takes a folder: there is none at “%1”."_s.arg(folder);
    auto made =
        parser.isSet(u"folder"_s)
            ? scenario::folderScenario(folder, parser.isSet(u"listing"_s), QDir::currentPath())
            : scenario::upstreamScenario(parser.value(u"upstream"_s));
    if (const auto *wrong = std::get_if<scenario::Error>(&made))
        return given[0] + u": "_s + wrong->text;
    options.scenario = std::get<scenario::Scenario>(std::move(made));
    return {};
}

} // namespace

bool areForWindow(const QStringList &arguments)
{
    constexpr std::array others = {"headless"_L1,    "help"_L1,    "h"_L1,
                                   "help-routes"_L1, "version"_L1, "v"_L1};
    return std::ranges::none_of(others, [&](QLatin1StringView name) {
        return arguments.contains(u'-' + name) || arguments.contains(u"--"_s + name);
    });
}

QStringList restartArguments(QStringList arguments)
{
    for (const QString &name : {u"-session"_s, u"--session"_s}) {
        for (qsizetype at = arguments.indexOf(name); at >= 0; at = arguments.indexOf(name))
            arguments.remove(at, std::min<qsizetype>(2, arguments.size() - at));
    }
    return arguments.mid(1);
}

QString description()
{
    return u"A local HTTP server that you can watch. Its window takes Qt's options too, such as "
           "-style and -platform."_s;
}

QList<QCommandLineOption> allOptions()
{
    QList<QCommandLineOption> all{
        {u"headless"_s, u"Serve without a window."_s},
        {u"start"_s, u"Serve at once when the window opens."_s},
        {u"verbose"_s, u"With --headless: print a line for each finished request."_s},
        {u"scenario"_s, u"Answer by the rules in this file, and read it again when it changes."_s,
         u"file"_s},
        {u"folder"_s, u"Answer with the files in this folder."_s, u"folder"_s},
        {u"listing"_s, u"With --folder: list what is in a folder without an index.html."_s},
        {u"upstream"_s, u"Pass requests on to the server at this URL, and its answers back."_s,
         u"url"_s},
        {u"lesson"_s,
         u"Open this lesson. With --headless: run it on a free port, print what it shows, and end; "
         "the status is 0 if that is as expected."_s,
         u"number"_s},
        {u"as-in-the-book"_s,
         u"With --headless --lesson: take the times of the book, not a fifth of them."_s},
        {u"host"_s, u"Listen on this address or name of this machine (localhost)."_s, u"address"_s},
        {u"port"_s, u"Listen on this port (7878); 0 picks a free one."_s, u"number"_s},
        {u"strategy"_s, u"How requests are handled: %1."_s.arg(strategyNames()), u"name"_s}};
    for (const schedule::Kind &kind : schedule::strategies()) {
        if (kind.count)
            all += countOption(kind);
    }
    return all +
           QList<QCommandLineOption>{
               {u"threads"_s,
                u"Share the connections between this many event loops, each on a thread (1)."_s,
                u"number"_s},
               {u"cors"_s, u"Let pages of other origins read the answers."_s},
               {u"control"_s,
                u"Let programs open gates and read what was seen, also while other machines can "
                "reach the server."_s},
               {{u"v"_s, u"version"_s}, u"Print the version."_s},
               {{u"h"_s, u"help"_s}, u"Print this help."_s},
               {u"help-routes"_s, u"Print what the server answers, and the steps of /do."_s}};
}

std::variant<Options, ExitMessage> parseOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions); // like Qt's own
    parser.setApplicationDescription(description());
    parser.addOptions(allOptions());
    if (!parser.parse(arguments))
        return badOption(parser.errorText());
    if (parser.isSet(u"help"_s))
        return ExitMessage{parser.helpText(), 0};
    if (parser.isSet(u"help-routes"_s))
        return ExitMessage{routes::routesText(), 0};
    if (parser.isSet(u"version"_s))
        return ExitMessage{u"overlap %1\n"_s.arg(QLatin1StringView(OVERLAP_VERSION)), 0};
    if (!parser.positionalArguments().isEmpty())
        return badOption(u"“%1” is not an option."_s.arg(parser.positionalArguments().first()));

    Options options;
    options.headless = parser.isSet(u"headless"_s);
    options.start = parser.isSet(u"start"_s);
    options.verbose = parser.isSet(u"verbose"_s);
    if (const QString problem = lessonProblem(parser); !problem.isEmpty())
        return badOption(problem);
    if (parser.isSet(u"lesson"_s))
        options.lesson = text::wholeFrom(parser.value(u"lesson"_s));
    options.asInTheBook = parser.isSet(u"as-in-the-book"_s);
    if (const QString problem = takeScenario(parser, options); !problem.isEmpty())
        return badOption(problem);
    if (options.verbose && !options.headless)
        return badOption(u"--verbose goes with --headless: the window shows each request."_s);
    if (parser.isSet(u"cors"_s))
        options.server.cors = true;
    if (parser.isSet(u"control"_s))
        options.server.control = true;
    if (parser.isSet(u"host"_s)) {
        options.server.host = parser.value(u"host"_s);
        if (hostFrom(*options.server.host).isEmpty())
            return badOption(
                u"--host takes an address or a name of this machine, such as localhost, not “%1”."_s
                    .arg(*options.server.host));
    }
    if (parser.isSet(u"port"_s)) {
        const auto number = numberFrom(parser.value(u"port"_s), 0, 65535);
        if (!number)
            return badOption(
                u"--port takes a number from 0 to 65535, not “%1”."_s.arg(parser.value(u"port"_s)));
        options.server.port = quint16(*number);
    }
    if (parser.isSet(u"threads"_s)) {
        const auto number = numberFrom(parser.value(u"threads"_s), 1, Settings::maxThreads);
        if (!number)
            return badOption(
                u"--threads takes a number from 1 to %1, not “%2”."_s.arg(Settings::maxThreads)
                    .arg(parser.value(u"threads"_s)));
        options.server.threads = *number;
    }
    if (parser.isSet(u"strategy"_s)) {
        const QByteArray name = parser.value(u"strategy"_s).toUtf8();
        const schedule::Kind *kind = schedule::strategyNamed(QLatin1StringView(name));
        if (!kind)
            return badOption(u"--strategy takes one of %1, not “%2”."_s.arg(
                strategyNames(), parser.value(u"strategy"_s)));
        options.server.strategy = kind->name;
    }
    for (const schedule::Kind &kind : schedule::strategies()) {
        if (!kind.count || !parser.isSet(kind.count->name))
            continue;
        const QString value = parser.value(kind.count->name);
        const auto number = numberFrom(value, 1, kind.count->most);
        if (!number)
            return badOption(u"--%1 takes a number from 1 to %2, not “%3”."_s.arg(kind.count->name)
                                 .arg(kind.count->most)
                                 .arg(value));
        if (!options.server.counts)
            options.server.counts.emplace();
        (*options.server.counts).*kind.count->value = *number;
    }
    return options;
}

} // namespace overlap::app
