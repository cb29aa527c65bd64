// Preloaded into every contender: tells the bench, when asked, how much CPU the process has used, and ends with it.
process.on('message', (message) => {
  if (message === 'cpu') process.send?.(process.cpuUsage());
});
process.on('disconnect', () => process.exit());
process.channel?.unref();
