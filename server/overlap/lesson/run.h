#pragma once

#include "overlap/lesson/lesson.h"
#include "overlap/session.h"

#include <QHash>
#include <QString>

#include <memory>
#include <optional>

namespace overlap::lesson {

// Pure. What a run of a lesson showed. Texts are plain, but for the explanation.
struct Result
{
    std::optional<int> answer;      // the one that holds; nothing: none of them
    bool isAsExpected = false;      // else see `note`
    QHash<QString, QString> values; // such as "last": "1.004 s"
    QString measured;               // "Request 2 of 2 was answered after 0.812 s."
    QString explanation; // Markdown, two sentences with the values in them; empty: not as expected
    QString note;        // why it did not show what it should, and what to do; empty: as expected
    QString error;       // why it could not run, or did not end; the rest is empty then
};

// Main thread. Runs one lesson on a session, once. Serves with the lesson's number of loops, for
// which it may start the server, or stop it and start it anew; sets the strategy, sends the plan,
// and measures. It restores nothing: that is for whoever wants it.
class Run : public QObject
{
    Q_OBJECT
public:
    // `settings`: how to serve, but for the number of loops and the strategy. The session must
    // outlive it. Deleting it while it runs cancels what it sends.
    Run(Session &session, const Lesson &lesson, Pace pace, const Settings &settings,
        QObject *parent = nullptr);
    ~Run() override;

    void start();
    void cancel(); // finished() follows, with an error
    bool isRunning() const;

Q_SIGNALS:
    void finished(const overlap::lesson::Result &result); // once, never within start() or cancel()

private:
    void proceed();
    void send();
    void takeProblem(const Problem &problem);
    void takeResults(const QList<load::Result> &results);
    void look();
    void fail(const QString &error);
    void end(const Result &result);

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace overlap::lesson
