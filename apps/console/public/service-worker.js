// Shows what the mesh tells a browser that wants to be notified; it keeps nothing and fetches nothing.
self.addEventListener('push', (event) => {
  const { title, body, tag } = event.data.json();
  const icon = new URL('icons/icon-192.png', self.registration.scope).href;
  event.waitUntil(self.registration.showNotification(title, { body, tag, icon }));
});

async function showConsole() {
  const [open] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return open ? open.focus() : self.clients.openWindow(self.registration.scope);
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(showConsole());
});
