#pragma once

#include "overlap/lesson/run.h"

#include <QWidget>

class QLabel;

namespace overlap::ui {

class MarkdownLabel;

// Main thread. What a lesson's run showed, beside what was predicted.
class ResultView : public QWidget
{
    Q_OBJECT
public:
    explicit ResultView(QWidget *parent = nullptr);

    // `predicted` is the answer that was picked, plain.
    void showResult(const lesson::Result &result, int picked, const QString &predicted);
    QString spoken() const; // all that it says, in plain sentences

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void updateColours();

    QLabel *m_heading;
    QWidget *m_figures;
    QLabel *m_predicted;
    QLabel *m_measured;
    MarkdownLabel *m_explanation;
    bool m_isProblem = false;
};

} // namespace overlap::ui
