#pragma once

#include "compare/comparison.h"
#include "compare/picture.h"
#include "widgets/numberbox.h"

#include <QDialog>
#include <QTimer>

class QLabel;
class QPushButton;
class QSettings;
class QSlider;

namespace overlap::ui {

class Chart;

// Main thread. The window that compares strategies: options, Run, and the chart of the results.
class CompareWindow : public QDialog
{
    Q_OBJECT
public:
    explicit CompareWindow(QWidget *parent = nullptr);
    ~CompareWindow() override;

    // Writes a PNG or SVG file, by the ending of its name. Returns a sentence for people if that
    // failed, else an empty one.
    QString exportTo(const QString &file) const;
    void restore(const QSettings &settings); // values that are not there stay
    void save(QSettings &settings) const;

protected:
    void hideEvent(QHideEvent *event) override; // cancels the run

private:
    void build();
    void setNames();
    void wire();
    void choose();                            // applies the fields
    QString fieldProblem() const;             // empty: none
    void showProblem(const QString &problem); // empty: none
    void showState();
    void askAndExport();
    Picture picture(QSize size) const;

    Comparison m_comparison;
    QTimer m_frames; // repaints the chart during a run
    QPushButton *m_run;
    CountBox *m_count;
    SecondsBox *m_each;
    CountBox *m_limit;
    CountBox *m_pool;
    QSlider *m_computing;
    QLabel *m_share;
    QPushButton *m_export;
    QLabel *m_problem;
    Chart *m_chart;
};

} // namespace overlap::ui
