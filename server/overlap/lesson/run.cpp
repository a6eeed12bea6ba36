#include "overlap/lesson/run.h"

#include "overlap/lesson/measures.h"
#include "overlap/lesson/processsize.h"
#include "overlap/load/link.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace overlap::lesson {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::nanoseconds promptInTheBook = 2500ms; // half of the book's /sleep
// The records of what ended come a little later. A loop that others keep busy is not waited for.
constexpr std::chrono::milliseconds betweenLooks = 50ms;
constexpr int mostLooks = 20;
constexpr int quietLooks = 2;
// What is in flight before a lesson would be in its figures. It is waited for, but not for ever.
constexpr int mostLooksBefore = 200;

} // namespace

struct Run::Private
{
    enum class Step {
        Ready,   // → Waiting
        Waiting, // for a server that stops, or others start. → Starting, Calming, Sending, Ending
        Starting, // → Calming, Sending, Ending
        Calming, // others end first, such as those of a run that was cancelled. → Sending, Ending
        Sending, // → Settling, Ending
        Settling, // everything is answered; the last records come. → Ending
        Ending,   // finished() follows. → Over
        Over,
    };

    Private(Session &theSession, const Lesson &theLesson, Pace thePace, Settings theSettings)
        : session(theSession)
        , lesson(theLesson)
        , pace(paceOf(theLesson, thePace))
        , settings(std::move(theSettings))
    {
        settings.threads = lesson.threads;
        settings.strategy = lesson.strategy;
    }

    bool servesRightly() const
    {
        return !lesson.isFresh && session.settings().threads == settings.threads;
    }
    void noteSize();
    bool isAlone() const // no requests but its own were there
    {
        return !hadOthers && session.begun() - begunBefore <= quint64(results.size());
    }
    bool isQuiet() const
    {
        return session.store().inFlight().empty() && !session.loopBusySinceNs();
    }
    Observed observed() const;
    Result result() const;

    Session &session;
    const Lesson lesson;
    const Pace pace;
    Settings settings;
    Step step = Step::Ready;
    QList<load::Result> results;
    bool hadOthers = false; // in flight when it began to send
    quint64 begunBefore = 0;
    ProcessSize sizeBefore;
    ProcessSize size;        // when most were in flight
    size_t mostInFlight = 0; // then
    QString error;           // it fails when what was sent has ended
    QTimer looking;
    int looks = 0;
    int quiet = 0; // looks in a row at which nothing happened
};

void Run::Private::noteSize()
{
    const size_t inFlight = session.store().inFlight().size();
    if (step != Step::Sending || inFlight <= mostInFlight)
        return;
    mostInFlight = inFlight;
    size = processSize(Freed::Kept);
}

Observed Run::Private::observed() const
{
    Observed observed;
    observed.results = results;
    observed.promptWithin = promptInTheBook / timesFaster(pace);
    const qint64 fromNs = observed.firstSentNs();
    const qint64 toNs = session.nowNs();
    const auto span = session.store().concurrency().span(fromNs, toNs);
    observed.handled = span.handledPeak;
    observed.read = span.peak;
    const qint64 lastsNs = std::max<qint64>(1, observed.lastAnsweredNs() - fromNs);
    for (const record::LoopLoad &loop : session.store().loops()) {
        const qint64 busyNs = loop.busyIn(fromNs, fromNs + lastsNs);
        observed.loopShare = std::clamp(double(busyNs) / double(lastsNs), observed.loopShare, 1.0);
        for (const record::LoopLoad::Iteration &iteration : loop.blockedIn(fromNs, toNs))
            observed.blockedNs = std::max(observed.blockedNs, iteration.ns());
    }
    if (size.residentBytes && sizeBefore.residentBytes)
        observed.bytesEach =
            (*size.residentBytes - *sizeBefore.residentBytes) / qint64(mostInFlight);
    if (size.threads && sizeBefore.threads)
        observed.moreThreads = *size.threads - *sizeBefore.threads;
    return observed;
}

Result Run::Private::result() const
{
    const Observed seen = observed();
    const MeasureRow &row = rowOf(lesson.measure);
    const double value = row.value(seen, lesson.measure.request);
    const double inTheBook =
        row.unit == MeasureRow::Unit::Seconds ? value * timesFaster(pace) : value;
    Result result;
    for (size_t i = 0; i < lesson.answers.size(); ++i) {
        if (lesson.answers[i].range.contains(inTheBook))
            result.answer = int(i);
    }
    result.isAsExpected = result.answer == lesson.expected && isAlone();
    result.values = valuesOf(lesson.measure, seen);
    result.measured = row.sentence(seen, lesson.measure.request);
    if (result.isAsExpected) {
        result.explanation = withTimes(lesson.explanation, pace);
        for (auto named = result.values.cbegin(); named != result.values.cend(); ++named)
            result.explanation.replace(u'{' + named.key() + u'}', named.value());
    } else {
        result.note = tr("This is not what the lesson shows: the machine was too busy, or other "
                         "requests came between. Run it again.");
    }
    return result;
}

Run::Run(Session &session, const Lesson &lesson, Pace pace, const Settings &settings,
         QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(session, lesson, pace, settings))
{
    d->looking.setInterval(betweenLooks);
    connect(&d->looking, &QTimer::timeout, this, &Run::look);
}

Run::~Run()
{
    if (d->step == Private::Step::Sending)
        d->session.cancelSend();
}

bool Run::isRunning() const
{
    return d->step != Private::Step::Ready && d->step != Private::Step::Over;
}

void Run::start()
{
    if (d->step != Private::Step::Ready)
        return;
    d->step = Private::Step::Waiting;
    if (d->session.isSending()) {
        fail(tr("Other requests are being sent. Wait for them, or cancel them, and run it again."));
        return;
    }
    connect(&d->session, &Session::stateChanged, this, &Run::proceed, Qt::QueuedConnection);
    connect(&d->session, &Session::problemOccurred, this, &Run::takeProblem);
    connect(&d->session, &Session::storeChanged, this, [this] { d->noteSize(); });
    connect(&d->session, &Session::sendFinished, this, &Run::takeResults);
    proceed();
}

// Goes on if the server is in the state that this step waits for.
void Run::proceed()
{
    using State = Session::State;
    using Step = Private::Step;
    const State state = d->session.state();
    if (d->step == Step::Waiting && state == State::Stopped) {
        d->step = Step::Starting;
        d->session.start(d->settings);
    } else if (d->step == Step::Waiting && state == State::Serving && !d->servesRightly()) {
        d->session.stop();
    } else if ((d->step == Step::Waiting || d->step == Step::Starting) && state == State::Serving) {
        d->step = Step::Calming;
        if (d->isQuiet())
            send();
        else
            d->looking.start();
    } else if (d->step > Step::Waiting && (state == State::Stopping || state == State::Stopped)) {
        fail(tr("The server was stopped before the lesson was over. Run it again."));
    }
}

void Run::send()
{
    d->looking.stop();
    d->looks = d->quiet = 0;
    d->hadOthers = !d->session.store().inFlight().empty();
    d->begunBefore = d->session.begun();
    d->session.setStrategy(d->settings.strategy);
    d->sizeBefore = processSize(d->lesson.isFresh ? Freed::GivenBack : Freed::Kept);
    d->step = Private::Step::Sending;
    d->session.send(planOf(d->lesson, d->pace));
    if (!d->session.isSending())
        fail(tr("The requests could not be sent. Run it again."));
}

void Run::takeProblem(const Problem &problem)
{
    if (d->step == Private::Step::Starting && d->session.state() == Session::State::Stopped)
        fail(problem.text);
}

void Run::takeResults(const QList<load::Result> &results)
{
    if (d->step != Private::Step::Sending)
        return;
    d->results = results;
    d->step = Private::Step::Settling;
    if (!d->error.isEmpty())
        fail(d->error);
    else if (std::ranges::find(results, load::Link::cancelled(), &load::Result::error) !=
             results.end())
        cancel(); // somebody did so
    else
        d->looking.start();
}

void Run::look()
{
    const bool isBefore = d->step == Private::Step::Calming;
    d->quiet = d->isQuiet() ? d->quiet + 1 : 0;
    if (d->quiet < quietLooks && ++d->looks < (isBefore ? mostLooksBefore : mostLooks))
        return;
    if (isBefore)
        send();
    else
        end(d->result());
}

void Run::cancel()
{
    if (isRunning())
        fail(tr("The lesson was cancelled. Run it again."));
}

void Run::fail(const QString &error)
{
    if (d->step == Private::Step::Sending && d->session.isSending()) {
        d->error = error;
        d->session.cancelSend();
        return;
    }
    Result result;
    result.error = error;
    end(result);
}

void Run::end(const Result &result)
{
    if (d->step == Private::Step::Ending)
        return;
    d->step = Private::Step::Ending;
    d->looking.stop();
    d->session.disconnect(this);
    QMetaObject::invokeMethod(
        this,
        [this, result] {
            d->step = Private::Step::Over;
            Q_EMIT finished(result);
        },
        Qt::QueuedConnection);
}

} // namespace overlap::lesson
