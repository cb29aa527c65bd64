import { Outlet } from 'react-router';
import { Missing } from '../components/messages';
import { site } from '../site';
import { SiteAlerts } from './alerts';

/** The pages of site admins. To anyone else it says so; the API refuses them whatever stands here. */
export function Component() {
  if (!site.visitor?.siteAdmin) {
    return (
      <Missing what="For site admins">
        You are signed in as {site.visitor?.username}, who is not a site admin. A site admin can make you one,
        or do for you what you came for.
      </Missing>
    );
  }
  return (
    <>
      <SiteAlerts />
      <Outlet />
    </>
  );
}
