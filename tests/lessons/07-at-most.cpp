#include "lesson.h"

#include <QQueue>
#include <QTimer>

using namespace std::chrono_literals;
using std::chrono::milliseconds;

static milliseconds nap = 5s;

static void handle(const Client &client,
                   const std::function<void()> &done)
{
    const QByteArray path = pathOf(client);
    const auto answer = [client, path, done] {
        reply(client, page(path));
        done();
    };
    QTimer::singleShot(path == "/sleep" ? nap : 0ms,
                       answer);
}

//! [shown]
constexpr int most = 3; // a semaphore, by hand
int running = 0;
QQueue<Client> waiting;

void serveNext()
{
    if (running == most || waiting.isEmpty())
        return;
    ++running;
    handle(waiting.dequeue(), [] { //! sleeping
        --running;
        serveNext();
    });
}

void asked(const Client &client)
{
    waiting.enqueue(client); //! queued
    serveNext();
}
//! [shown]

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    nap = argument(argc, argv, nap);
    QTcpServer server;
    whenAsked(server, asked);
    return serve(server);
}
